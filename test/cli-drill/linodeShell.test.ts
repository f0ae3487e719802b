import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";

import { Connections } from "../../cli/drill/linode/connections";
import { linodeShell } from "../../cli/drill/linode/shell";
import { runProgram } from "../../cli/drill/program";
import { noSshd, type Site, startSite, withSshd } from "./support/sshd";

const open = (site: Site) => {
  const asked: string[] = [];
  const connections = new Connections(site.hosts, {
    ...{ login: site.login, port: site.port, personal: site.personal },
    onLogIn: (host) => void asked.push(host),
    canAsk: false,
  });
  onTestFinished(connections.close);
  return { shell: linodeShell(connections, site.login), connections, asked };
};

describe.skipIf(noSshd !== "")(withSshd("a shell on hosts of Linode"), { timeout: 60_000 }, () => {
  it("runs scripts on a node through its gateway, logged in to each once, two at a time", async () => {
    const site = await startSite();
    const { shell, asked } = open(site);
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, n) => shell("node", `echo out ${n}; echo err >&2; cat; exit ${n}`)),
    );
    expect(all).toEqual(all.map((_, n) => ({ code: n, stdout: `out ${n}\n`, stderr: "err\n" })));
    await shell("gateway", "true");
    expect(asked).toEqual(["gateway", "node"]);
    expect([site.logIns("gateway"), site.logIns("node")]).toEqual([1, 1]);
  });

  it("waits for a session where a host has as many as it takes", async () => {
    const site = await startSite();
    const { shell, connections } = open(site);
    await shell("node", "true");
    const other = [1, 2].map(() => runProgram(connections.argv("node", "sleep 2")));
    await new Promise((resolve) => setTimeout(resolve, 700));
    const began = Date.now();
    expect(await shell("node", "echo on")).toEqual({ code: 0, stdout: "on\n", stderr: "" });
    expect(Date.now() - began).toBeGreaterThan(500);
    await Promise.all(other);
    expect(site.logIns("node")).toBe(1);
  });

  it("gives the script on standard input and in no argument", async () => {
    const site = await startSite();
    const { shell } = open(site);
    const long = "x".repeat(300_000);
    const { stdout } = await shell(
      "node",
      `tr '\\0' ' ' < /proc/$$/cmdline; echo; echo secret-${long} | wc -c`,
    );
    expect(stdout).toMatch(/^\/bin\/bash \/dev\/fd\/\d+ \n300008\n$/);
    expect(site.asked()).toEqual([
      expect.stringMatching(/^-n systemd-run .*--pipe --wait .* -- \/bin\/bash -c /),
    ]);
    expect(site.asked().join()).not.toContain("secret");
  });

  it("ends a script with its time, and goes on with the same connection", async () => {
    const site = await startSite();
    const { shell } = open(site);
    const late = await Promise.allSettled(
      [1, 2, 3].map(() => shell("node", "sleep 30", { timeoutSeconds: 1 })),
    );
    for (const one of late)
      expect(one).toMatchObject({ reason: { message: "node did not answer within 1 s." } });
    expect((await shell("node", "echo on; exit 255")).stdout).toBe("on\n");
    expect(site.logIns("node")).toBe(1);
  });

  it("logs in anew to a host that was away, and says so of one that is", async () => {
    const site = await startSite();
    const { shell } = open(site);
    await shell("node", "true");
    const running = shell("node", "sleep 30").catch((error: Error) => error.message);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await site.stop("node");
    expect(await running).toMatch(/^node can't be reached any more: /);
    await expect(shell("node", "true", { timeoutSeconds: 2 })).rejects.toThrow(
      "node does not answer through gateway within 2 s.",
    );
    expect((await shell("gateway", "echo on")).stdout).toBe("on\n");
    await site.stop("gateway");
    await expect(shell("gateway", "true")).rejects.toThrow(/^gateway can't be reached any more/);
    await expect(shell("gateway", "true")).rejects.toThrow(
      "gateway does not answer at 127.0.0.1 within 5 s: is the tunnel up (`bastide tunnel`)?",
    );
  });

  it("takes no host whose key is not known, or is another one", async () => {
    const site = await startSite();
    const [gateway = "", node = ""] = readFileSync(site.knownHosts, "utf8").split("\n");
    const keyOf = (line: string): string => line.split(" ").slice(1).join(" ");
    writeFileSync(site.knownHosts, `${gateway}\n${node.split(" ")[0]} ${keyOf(gateway)}\n`);
    const { shell } = open(site);
    await expect(shell("node", "true")).rejects.toThrow(
      "node is not known by its key, or by another one: docs/guide/logging-in.md",
    );
    writeFileSync(site.knownHosts, `${gateway}\n`);
    await expect(shell("node", "true")).rejects.toThrow("node is not known by its key");
    writeFileSync(site.knownHosts, `${gateway}\n${node}\n`);
    expect((await shell("node", "echo on")).stdout).toBe("on\n");
    expect(site.asked()).toHaveLength(1);
  });

  it("says who is not let in, and who does not become root", async () => {
    const site = await startSite();
    const other = open({ ...site, login: "nobody-of-this-name" });
    await expect(other.shell("gateway", "true")).rejects.toThrow(
      "gateway does not let nobody-of-this-name in: --login says another name;",
    );
    const { shell } = open(site);
    const { stdout } = await shell("gateway", "command -v sudo");
    writeFileSync(stdout.trim(), "#!/bin/sh\necho 'sudo: a password is required' >&2\nexit 1\n");
    await expect(shell("gateway", "true")).rejects.toThrow(
      `${site.login} does not become root on gateway, which takes the duty \`security\`: sudo: a password is required`,
    );
  });

  it("leaves no connection and no file behind", async () => {
    const site = await startSite();
    const { shell, connections } = open(site);
    const folder = connections.argv("node", "true")[2]?.replace(/\/config$/, "") ?? "";
    await shell("node", "true");
    expect(existsSync(folder)).toBe(true);
    connections.close();
    expect(existsSync(folder)).toBe(false);
    await expect(shell("node", "true")).rejects.toThrow();
  });
});
