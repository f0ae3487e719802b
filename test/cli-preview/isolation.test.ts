import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packFolder, program, root } from "../engine/support";
import { temporaryFolder } from "../support/temporaryFolder";

/** What a job may have in its environment, and a fork's must not need. */
const secrets = {
  LINODE_TOKEN: "canary-linode-token",
  PULUMI_ACCESS_TOKEN: "canary-pulumi-token",
  PULUMI_CONFIG_PASSPHRASE: "canary-passphrase",
  AWS_ACCESS_KEY_ID: "canary-access-key",
  AWS_SECRET_ACCESS_KEY: "canary-secret-key",
  GITHUB_TOKEN: "canary-github-token",
};

const command = [
  process.execPath,
  join(root, "cli", "bin", "bastide.js"),
  "preview",
  "--stack",
  "dev",
  "--policy-pack",
  packFolder,
  "--format",
  "json",
];

function run(words: readonly string[], environment: Readonly<Record<string, string>>) {
  const [file = "", ...args] = words;
  return spawnSync(file, args, {
    cwd: program.root,
    // Nothing of this machine's: no home with credentials, no proxy.
    env: {
      PATH: process.env.PATH ?? "",
      HOME: "/nonexistent",
      TMPDIR: process.env.TMPDIR ?? "/tmp",
      ...environment,
    },
    encoding: "utf8",
    timeout: 110_000,
  });
}

/** A network with nothing in it but loopback; Linux makes one for root. */
const namespace = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];
const noNamespace =
  spawnSync(namespace[0] ?? "", [...namespace.slice(1), "true"], { stdio: "ignore" }).status === 0
    ? ""
    : " (skipped: this machine makes no network namespace)";

describe("bastide preview needs nothing", { timeout: 120_000 }, () => {
  it("opens no connection beyond this machine, in any of its processes", () => {
    const folder = temporaryFolder();
    const log = join(folder, "watched.log");
    const { status, stdout } = run(command, {
      NODE_OPTIONS: `--require=${join(__dirname, "watched.cjs")}`,
      WATCHED_LOG: log,
    });
    const lines = readFileSync(log, "utf8").trim().split("\n");
    // The command itself and the pack's process: both were watched.
    expect(lines.filter((line) => line.startsWith("started")).length).toBeGreaterThanOrEqual(2);
    expect(lines.filter((line) => !line.startsWith("started"))).toEqual([]);
    expect(JSON.parse(stdout).compliant).toBe(true);
    expect(status).toBe(0);
  });

  it("says the same with secrets in its environment as without, and prints none", () => {
    const without = run(command, {});
    const with_ = run(command, secrets);
    expect(without.status).toBe(0);
    expect(with_.stdout).toBe(without.stdout);
    expect(with_.stdout + with_.stderr).not.toContain("canary");
  });

  it.skipIf(noNamespace !== "")(`runs where there is no network at all${noNamespace}`, () => {
    const { status, stdout, stderr } = run([...namespace, ...command], {});
    expect(stderr).not.toMatch(/error/i);
    expect(JSON.parse(stdout).compliant).toBe(true);
    expect(status).toBe(0);
  });
});
