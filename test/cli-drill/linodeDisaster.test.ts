import { spawn } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { LinodeDisaster } from "../../cli/drill/linode/disaster";
import { FaultFile } from "../../cli/drill/linode/faults";
import { StackApi } from "../../cli/drill/linode/stackApi";
import type { Doors } from "../../drill/doors";
import { temporaryFolder } from "../support/temporaryFolder";
import { type Account, hostsBehind, startAccount, token } from "./support/account";
import { planned } from "./support/planned";

const [data, beside] = ["account-fr-par-data-1", "account-fr-par-data-2"] as const;
const gateway = "account-fr-par-gateway";
const fileOf = (folder: string): string => join(folder, "linode-faults-account.json");

/** As another process has it: nothing is shared but the folder. */
const disasterOf = (account: Account, folder: string, shell: Doors["shell"]) =>
  new LinodeDisaster({
    ...{ api: new StackApi(account.access, planned.own), shell, hosts: planned.own.hosts },
    ...{ faults: new FaultFile(folder, "account"), seconds: 20 },
  });

const begin = async (options: Parameters<typeof hostsBehind>[1] = {}) => {
  const account = await startAccount();
  const folder = temporaryFolder();
  const hosts = hostsBehind(account, options);
  const before = { own: await account.all(planned.own), other: await account.all(planned.other) };
  return { account, folder, ...hosts, before, disaster: disasterOf(account, folder, hosts.shell) };
};

describe("a host on Linode that is lost", { timeout: 60_000 }, () => {
  it("switches itself off, its watchdog first, and another process boots it and has the watchdog as before", async () => {
    const { account, folder, shell, told, before, disaster } = await begin();
    await disaster.lose({ host: gateway });
    expect(told).toEqual([{ host: gateway, watchdog: false }]);
    expect(await account.server(gateway)).toMatchObject({ status: "offline", watchdog_enabled: false });
    expect(JSON.parse(readFileSync(fileOf(folder), "utf8"))).toEqual({ [gateway]: { watchdog: true } });
    expect(statSync(fileOf(folder)).mode & 0o077).toBe(0);
    await disasterOf(account, folder, shell).restore({ host: gateway });
    expect(await account.server(gateway)).toMatchObject({ status: "running", watchdog_enabled: true });
    expect(existsSync(fileOf(folder))).toBe(false);
    expect(await account.all(planned.other)).toEqual(before.other);
  });

  it.each([
    ["that does not do it", {}, { deaf: true }],
    ["that does not answer", { isAway: true }, {}],
  ])("is shut down by Linode, %s", async (_, { isAway = false }: { isAway?: boolean }, options) => {
    const { account, folder, shell, told } = await begin(options);
    const away = async (): Promise<never> => {
      throw new Error("is away");
    };
    await disasterOf(account, folder, isAway ? away : shell).lose({ host: data });
    expect(told).toHaveLength(isAway ? 0 : 1);
    expect(await account.server(data)).toMatchObject({ status: "offline", watchdog_enabled: false });
    await disasterOf(account, folder, shell).restore({ host: data });
    expect(await account.server(data)).toMatchObject({ status: "running", watchdog_enabled: false });
  });

  it("is in a region that is: all its nodes before the gateway, and nobody else", async () => {
    const { account, told, before, disaster } = await begin();
    await disaster.lose({ region: "fr-par" });
    expect(told.map(({ host }) => host).sort()).toEqual([data, beside, gateway]);
    expect(told.at(-1)).toEqual({ host: gateway, watchdog: false });
    for (const host of [data, beside, gateway])
      expect(await account.server(host)).toMatchObject({ status: "offline" });
    expect(await account.server("account-de-fra-2-data-1")).toMatchObject({ status: "running" });
    await disaster.restore({ region: "fr-par" });
    for (const host of [data, beside, gateway])
      expect(await account.server(host)).toMatchObject({
        ...{ status: "running", watchdog_enabled: host === gateway },
      });
    expect(await account.all(planned.other)).toEqual(before.other);
  });

  it("is left alone by who brings it back, where it was never switched off", async () => {
    const { account, folder, disaster } = await begin();
    new FaultFile(folder, "account").note(new Map([[gateway, { watchdog: true }]]));
    await disaster.restore({ host: gateway });
    const { data: events } = await account.call("GET", "/account/events?page_size=500");
    const { id } = await account.server(gateway);
    const boots = events.filter(
      ({ action, entity }: { action: string; entity?: { id: number } }) =>
        /boot/.test(action) && entity?.id === id,
    );
    expect(boots.filter(({ action }: { action: string }) => action === "linode_reboot")).toEqual([]);
    expect(existsSync(fileOf(folder))).toBe(false);
  });
});

describe("a host on Linode that is cut off", { timeout: 60_000 }, () => {
  it("is behind a firewall that drops everything, alone, until another process puts it back", async () => {
    const { account, folder, shell, before, disaster } = await begin();
    await disaster.cut({ host: data });
    expect(await account.behind(data)).toEqual(["account-cut"]);
    expect(await account.behind(beside)).toEqual(["fr-par-data"]);
    const [cutter] = (await account.call("GET", "/networking/firewalls")).data.filter(
      ({ label }: { label: string }) => label === "account-cut",
    );
    expect(cutter).toMatchObject({
      tags: ["data-class:account", "managed-by:bastide"],
      rules: { inbound: [], outbound: [], inbound_policy: "DROP", outbound_policy: "DROP" },
    });
    // Cut off twice, it goes back to where it was before the first.
    await disaster.cut({ host: data });
    await disasterOf(account, folder, shell).restore({ host: data });
    expect(await account.all(planned.own)).toEqual(before.own);
    expect(await account.all(planned.other)).toEqual(before.other);
    const { data: firewalls } = await account.call("GET", "/networking/firewalls");
    expect(firewalls.map(({ label }: { label: string }) => label)).not.toContain("account-cut");
    expect(existsSync(fileOf(folder))).toBe(false);
  });

  it("is found not to be where it answers all the same", async () => {
    const { account, folder, disaster, before } = await begin();
    const answers: Doors["shell"] = async () => ({ code: 0, stdout: "", stderr: "" });
    await expect(disasterOf(account, folder, answers).cut({ host: data })).rejects.toThrow(
      `${data} answers although its Cloud Firewall drops everything: what was connected before goes on`,
    );
    await disaster.restore({ host: data });
    expect(await account.all(planned.own)).toEqual(before.own);
  });

  it("is not, where nobody would know how to put it back", async () => {
    const { account, disaster } = await begin();
    const { id } = await account.server(data);
    await account.call("PUT", `/linode/instances/${id}/firewalls`, { firewall_ids: [] });
    await expect(disaster.cut({ host: data })).rejects.toThrow(`${data} is behind no Cloud Firewall: put it`);
    const drop = { inbound: [], outbound: [], inbound_policy: "DROP", outbound_policy: "DROP" };
    const tags = ["data-class:account", "managed-by:bastide"];
    const cut = await account.call("POST", "/networking/firewalls", {
      label: "account-cut",
      rules: drop,
      tags,
    });
    await account.call("PUT", `/linode/instances/${id}/firewalls`, { firewall_ids: [cut.id] });
    await expect(disaster.cut({ host: data })).rejects.toThrow(
      `${data} is behind account-cut, and what it was behind before is not known: put it behind its own`,
    );
    // Nothing is noted of it, so that nothing is done.
    await disaster.restore({ host: data });
    expect(await account.behind(data)).toEqual(["account-cut"]);
  });

  it("is put back by another process where the one that did it was killed in its midst", async () => {
    const { account, folder, shell, before } = await begin();
    // Linode has done it, and its answer does not come.
    const slow = { effect: "slow", method: "PUT", delay: 60_000, when: "after", times: 3 };
    await account.call("POST", "/_local/faults", slow);
    const program = join(__dirname, "support", "cutRegion.ts");
    const args = ["-r", "tsx/cjs", program, account.cloud.url, token, folder, "fr-par"];
    const child = spawn(process.execPath, args, { stdio: "inherit" });
    const ended = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
    while ((await account.behind(data))[0] !== "account-cut")
      await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");
    await account.call("DELETE", "/_local/faults");
    await disasterOf(account, folder, shell).restore({ region: "fr-par" });
    expect(await account.all(planned.own)).toEqual(before.own);
    expect(existsSync(fileOf(folder))).toBe(false);
  });
});

describe("what a disaster on Linode has noted", () => {
  it("is brought back another time where Linode refuses", async () => {
    const { account, folder, disaster, before } = await begin();
    await disaster.cut({ host: data });
    await account.call("POST", "/_local/faults", { effect: "500", method: "PUT", times: 1 });
    await expect(disaster.restore({ host: data })).rejects.toThrow(/^Linode refused PUT \/linode\/instances/);
    expect(existsSync(fileOf(folder))).toBe(true);
    await disaster.restore({ host: data });
    expect(await account.all(planned.own)).toEqual(before.own);
  });

  it("is said to be damaged, with what to do", async () => {
    const { folder, disaster } = await begin();
    writeFileSync(fileOf(folder), "{}}");
    await expect(disaster.restore({ host: data })).rejects.toThrow(
      /linode-faults-account\.json is damaged: .* Cloud Manager, and remove the file\.$/,
    );
  });

  it("has no place for what the stack does not have", async () => {
    const { disaster } = await begin();
    await expect(disaster.lose({ host: "staging-account-fr-par-data-1" })).rejects.toThrow(
      "This stack has no server staging-account-fr-par-data-1 on Linode.",
    );
    await expect(disaster.cut({ region: "gb-lon" })).rejects.toThrow("This stack has no server in gb-lon");
  });
});
