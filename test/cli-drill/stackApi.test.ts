import { describe, expect, it } from "vitest";

import { plannedClass } from "../../cli/drill/linode/hosts";
import { StackApi } from "../../cli/drill/linode/stackApi";
import { linodeDoors } from "../../cli/drill/linodeDoors";
import { pointNames } from "../../drill/linode/names";
import { isOff, switchOff } from "../../drill/linode/power";
import { prodConfig } from "../support/infraConfigs";
import { temporaryFolder } from "../support/temporaryFolder";
import { startAccount } from "./support/account";
import { planned } from "./support/planned";

describe("an account with two stacks", { timeout: 60_000 }, () => {
  it("has, for a drill, this stack's servers alone, by their hosts' own names", async () => {
    const { access } = await startAccount();
    const names = async (stack: keyof typeof planned): Promise<string[]> => {
      const doors = linodeDoors({
        ...{ access, planned: planned[stack], folder: temporaryFolder(), login: "amara" },
      });
      doors.close();
      expect(await doors.servers("contact")).toEqual([]);
      return (await doors.servers("account")).map(({ name, region, role }) => `${name} ${region} ${role}`);
    };
    const expected = ["fr-par", "de-fra-2"].flatMap((region) =>
      ["gateway gateway", "data-1 data", "data-2 data"].map((end) => {
        const [name, role] = end.split(" ");
        return `account-${region}-${name} ${region} ${role}`;
      }),
    );
    expect((await names("own")).sort()).toEqual(expected.sort());
    expect((await names("other")).sort()).toEqual(expected.sort());
  });

  it("has the names of this stack lead elsewhere, and its servers switched off", async () => {
    const { access, call, all, server } = await startAccount();
    const before = await all(planned.own);
    const linode = new StackApi(access, planned.other);
    expect(await pointNames({ linode }, "account", "de-fra-2")).toEqual(["api A"]);
    await switchOff({ linode }, "account-fr-par-data-1");
    while (!(await isOff({ linode }, "account-fr-par-data-1")))
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await server("staging-account-fr-par-data-1")).toMatchObject({ status: "offline" });
    expect(await all(planned.own)).toEqual(before);
    const { data: domains } = await call("GET", "/domains");
    const zone = domains.find(({ domain }: { domain: string }) => domain === planned.other.domain);
    expect((await call("GET", `/domains/${zone.id}/records`)).data[0]).toMatchObject({ target: "192.0.2.2" });
  });

  it("gets nothing sent for the other stack, for an account's other things, or for a label that only looks like this one's", async () => {
    const account = await startAccount();
    const api = new StackApi(account.access, planned.own);
    const other = await account.server("staging-account-fr-par-data-1");
    const before = await account.all(planned.other);
    const { id } = await account.server("account-fr-par-data-1");
    await account.call("PUT", `/linode/instances/${id}`, { tags: ["data-class:account", "role:data"] });
    for (const path of [
      `/linode/instances/${other.id}/shutdown`,
      `/linode/instances/${id}/shutdown`,
      "/linode/instances",
      "/networking/firewalls",
      `/linode/instances/${other.id}/../${id}/shutdown`,
    ])
      await expect(api.send("POST", path, {})).rejects.toThrow(
        `POST ${path} is for nothing of this stack's class: it was not sent.`,
      );
    expect((await api.instances()).map(({ label }) => label)).not.toContain("account-fr-par-data-1");
    expect(await account.all(planned.other)).toEqual(before);
    expect(await account.server("account-fr-par-data-1")).toMatchObject({ status: "running" });
  });

  it("is told of without its token where Linode refuses or is away", async () => {
    const { access, cloud, server } = await startAccount(["gateway"]);
    const api = new StackApi({ ...access, token: "another-token" }, planned.own);
    const said: string[] = [];
    const note = (error: Error): void => void said.push(error.message);
    await api.instances().catch(note);
    const own = new StackApi(access, planned.own);
    const { id } = await server("account-fr-par-gateway");
    await own.list("/linode/instances");
    await own.send("POST", `/linode/instances/${id}/boot`).catch(note);
    await cloud.close();
    await own.send("POST", `/linode/instances/${id}/shutdown`).catch(note);
    expect(said).toEqual([
      expect.stringMatching(/^Could not read \/linode\/instances from .*401/),
      `Linode refused POST /linode/instances/${id}/boot: Linode ${id} already booted.`,
      `Linode's API at ${access.url} can't be reached: POST /linode/instances/${id}/shutdown.`,
    ]);
    expect(said.join()).not.toMatch(/another-token|token-of-the-test/);
  });
});

describe("a class in the plan", () => {
  it("has gateways by the tunnel's addresses, and nodes behind them by the overlay's", () => {
    const { hosts, domain, cutLabel } = planned.other;
    expect(
      hosts.filter(({ region }) => region === "fr-par").map(({ name, through }) => [name, through]),
    ).toEqual(
      hosts
        .filter(({ region }) => region === "fr-par")
        .map(({ name, role }) => [name, role === "gateway" ? null : "account-fr-par-gateway"]),
    );
    for (const { address, through } of hosts)
      expect(address).toMatch(through === null ? /^fd[\da-f:]+$/ : /^10\.\d+\.\d+\.\d+$/);
    expect([domain, cutLabel]).toEqual(["account.staging.example.org", "staging-account-cut"]);
  });

  it("is none where the stack has no such class", () => {
    expect(plannedClass(prodConfig(), "everything")).toBeUndefined();
  });
});
