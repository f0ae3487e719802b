import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { removeCloud } from "../../engine/localCloud/ensure";
import { copyOf, packFolder } from "../engine/support";
import { bastide } from "./run";

const folder = copyOf("program");
const home = (stack: string) => join(folder, ".bastide", stack);
const run = (command: string, stack: string, ...more: string[]) =>
  bastide(folder, [command, "--stack", stack, ...more]);
const up = (stack: string, ...more: string[]) =>
  run("up", stack, "--engine", "offline", "--policy-pack", packFolder, ...more);
const cloudOf = (stack: string) => JSON.parse(readFileSync(join(home(stack), "cloud.json"), "utf8"));

afterAll(async () => {
  for (const stack of ["dev", "sealed"]) {
    await removeCloud(home(stack));
  }
});

describe("bastide up, status and destroy, offline", { timeout: 120_000 }, () => {
  it("creates nothing when the policy pack refuses", async () => {
    const args = ["up", "--stack", "dev", "--engine", "offline", "--policy-pack", packFolder];
    const { code, stdout } = await bastide(folder, args, { FIXTURE_BREAK: "volume-protected" });
    expect(stdout).toMatch(/not compliant.*\nNothing was created\.\n$/s);
    expect(code).toBe(1);
    expect(existsSync(join(home("dev"), "cloud.json"))).toBe(false);
  });

  it("ends by itself with the stack up, and says which way it took", async () => {
    const { code, stdout, stderr } = await up("dev", "--open");
    expect(stderr).toMatch(/^Bringing up dev on a local cloud, offline\.$/m);
    expect(stdout).toMatch(/9 made, 0 changed: 9 resources are up at http:\/\/127\.0\.0\.1:\d+\./);
    expect(stdout).toMatch(/demo-instance/);
    expect(stdout).toContain(".bastide/dev/status.html");
    expect(readFileSync(join(home("dev"), "status.html"), "utf8")).toMatch(/<svg/);
    expect(code).toBe(0);
  });

  it("keeps the cloud's token in a file that only its owner reads, and out of every output", async () => {
    const token = readFileSync(join(home("dev"), "cloud.token"), "utf8");
    expect(statSync(join(home("dev"), "cloud.token")).mode & 0o777).toBe(0o600);
    expect(statSync(home("dev")).mode & 0o777).toBe(0o700);
    const outputs = [
      await run("status", "dev"),
      await run("status", "dev", "--json"),
      await up("dev", "--json"),
    ];
    for (const { code, stdout, stderr } of outputs) {
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain(token);
    }
    expect(readFileSync(join(home("dev"), "cloud.json"), "utf8")).not.toContain(token);
  });

  it("gives scripts JSON", async () => {
    expect(JSON.parse((await up("dev", "--json")).stdout)).toMatchObject({
      way: "offline",
      made: 0,
      total: 9,
    });
    expect(JSON.parse((await run("status", "dev", "--json")).stdout)).toMatchObject({ stack: "dev" });
  });

  it("brings up a second stack beside the first", async () => {
    expect((await up("sealed")).code).toBe(0);
    expect(cloudOf("sealed").url).not.toBe(cloudOf("dev").url);
    expect(JSON.parse((await up("dev", "--json")).stdout).made).toBe(0);
  });

  it("recognises a local cloud that was killed, and starts it again with its state at its old address", async () => {
    const before = cloudOf("dev");
    process.kill(before.pid, "SIGKILL");
    const status = await run("status", "dev");
    expect(status.code).toBe(1);
    expect(status.stderr).toMatch(/is not running for stack dev/);
    const { stdout } = await up("dev", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ made: 0, total: 9, url: before.url });
    expect(cloudOf("dev").pid).not.toBe(before.pid);
  });

  it("refuses a changed configuration, and the other way of running, with what to do", async () => {
    const file = join(folder, "Pulumi.dev.yaml");
    const original = readFileSync(file, "utf8");
    writeFileSync(file, original.replace("size: 20", "size: 30"));
    // The fixture's pack is told the old size, so it has to be told the new one is fine.
    const { code, stderr } = await bastide(folder, [
      "up",
      "--stack",
      "dev",
      "--engine",
      "offline",
      "--policy-pack",
      packOf30(),
    ]);
    writeFileSync(file, original);
    expect(stderr).toMatch(/1 changed \(demo-inner-volume\).*\n {2}Updates are the engine's business/);
    expect(code).toBe(1);
    const other = await run("up", "dev", "--engine", "pulumi");
    expect(other.stderr).toMatch(/was brought up offline.*\n.*bastide destroy/);
    expect(other.code).toBe(2);
  });

  it("tells of a drill that was killed, where the API has nothing to say too", async () => {
    const journal = {
      ...{ scenario: "bucket-loss", dataClass: "account", active: "fr-par", by: "ada" },
      ...{ startedAt: "2026-11-26T10:00:00.000Z", at: "Waiting" },
      broken: [
        { name: "object storage of fr-par is away", undo: [{ does: "restore buckets", region: "fr-par" }] },
      ],
    };
    writeFileSync(join(home("dev"), "drill-account.json"), JSON.stringify(journal));
    const said = "ada began the drill bucket-loss of account at 2026-11-26T10:00:00.000Z";
    expect((await run("status", "dev")).stdout).toContain(said);
    const { unfinished } = JSON.parse((await run("status", "dev", "--json")).stdout);
    expect(unfinished).toEqual([expect.stringContaining(said)]);
    const authorization = `Bearer ${readFileSync(join(home("dev"), "cloud.token"), "utf8").trim()}`;
    const made = await fetch(`${cloudOf("dev").url}/_local/faults`, {
      ...{ method: "POST", headers: { authorization, "content-type": "application/json" } },
      body: JSON.stringify({ name: "lost-fr-par", effect: "region-out", region: "fr-par" }),
    });
    expect(made.ok).toBe(true);
    const status = await run("status", "dev");
    expect([status.code, status.stdout]).toEqual([1, expect.stringContaining(said)]);
    expect(status.stderr).toMatch(/Could not read .* 503 .*\n {2}While Linode's API/);
  });

  it("destroys each stack alone, and removes its files, once a drill's fault is over", async () => {
    const { pid } = cloudOf("dev");
    const { code, stdout, stderr } = await run("destroy", "dev");
    expect(stderr).toContain(
      "A drill did not come to its end: object storage of fr-par is away; that is over now.",
    );
    expect(stdout).toMatch(/^9 resources of dev are gone\./);
    expect(code).toBe(0);
    expect(existsSync(home("dev"))).toBe(false);
    expect(() => process.kill(pid, 0)).toThrow();
    expect((await run("status", "sealed")).code).toBe(0);
    expect((await run("destroy", "dev")).stdout).toMatch(/^Nothing of dev is up\./);
    expect((await run("destroy", "sealed", "--json")).stdout).toMatch(/"removed": 9/);
  });
});

/** The fixture's pack, content with a size of 30. */
function packOf30(): string {
  const pack = copyOf("pack");
  const file = join(pack, "main.js");
  writeFileSync(file, readFileSync(file, "utf8").replace('!== "20"', '!== "30"'));
  return pack;
}
