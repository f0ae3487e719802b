import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { CloudProcess } from "../../engine/localCloud/access";
import { run } from "../../local-cloud/hosts/run";
import { bastide } from "../cli/run";
import { noHosts, withHosts } from "../local-cloud/hosts/support/hosts";
import { projectRoot } from "../support/projectFiles";

const minutes = 60_000;
/** The class with the fewest hosts: two data nodes and a gateway in each region. */
const dataClass = "events";
const parts = [
  "Pulumi.yaml",
  "Pulumi.prod.yaml",
  "package.json",
  "infra",
  "policy-pack",
  "catalogue",
  "node_modules",
];

describe.skipIf(noHosts !== "")(withHosts("bastide up --hosts"), () => {
  let project = "";
  const home = () => join(project, ".bastide", "prod");
  const processOf = () => JSON.parse(readFileSync(join(home(), "cloud.json"), "utf8")) as CloudProcess;
  const worlds = () => readdirSync(join(home(), "hosts", "worlds"));
  const up = async (...more: string[]) => {
    const { code, stdout, stderr } = await bastide(project, ["up", "--engine", "offline", "--json", ...more]);
    return { code, stderr, report: stdout === "" ? {} : JSON.parse(stdout) };
  };
  /** What this machine still has of a world: namespaces, groups of processes, mounts, loop devices. */
  const leftOf = async (id: string): Promise<string[]> => {
    const { stdout: namespaces } = await run(["ip", "netns", "list"]);
    const { stdout: loops } = await run(["losetup", "--list", "--noheadings", "--output", "BACK-FILE"]);
    const { stdout: groups } = await run([
      "find",
      "/sys/fs/cgroup",
      "-maxdepth",
      "2",
      "-name",
      `bastide-${id}`,
    ]);
    const mounts = readFileSync("/proc/self/mountinfo", "utf8");
    return [namespaces, loops, groups, mounts]
      .flatMap((text) => text.split("\n"))
      .filter((line) => line.includes(id) || line.includes(project));
  };

  beforeAll(() => {
    project = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
    for (const part of parts) symlinkSync(join(projectRoot, part), join(project, part));
  });

  afterAll(async () => {
    await bastide(project, ["destroy", "--force"]);
    rmSync(project, { recursive: true, force: true });
  }, 5 * minutes);

  it(
    "waits until each host is itself",
    async () => {
      const { code, stderr, report } = await up("--hosts", dataClass);
      expect(stderr).toBe("");
      expect(report.hosts).toMatchObject({ total: 6, others: [] });
      expect(code).toBe(0);
      console.log(
        `${report.hosts.total} hosts of ${dataClass} were themselves ${report.hosts.seconds} s after the last resource`,
      );
    },
    20 * minutes,
  );

  it(
    "changes nothing when it is run again, and keeps the hosts that were chosen",
    async () => {
      const { code, report } = await up();
      expect([code, report.made, report.changed, report.hosts.total]).toEqual([0, 0, 0, 6]);
      const { stdout } = await bastide(project, ["status", "--json"]);
      const { hosts } = JSON.parse(stdout) as { hosts: { name: string; state: string }[] };
      const own = hosts.filter(({ name }) => name.startsWith(`${dataClass}-`));
      expect(own.map(({ state }) => state)).toEqual(own.map(() => "converged"));
    },
    5 * minutes,
  );

  it(
    "boots hosts again from their disks after the local cloud was killed, with nothing left of its world",
    async () => {
      const [before = ""] = worlds();
      process.kill(processOf().pid, "SIGKILL");
      const { code, report } = await up();
      expect(report.hosts).toMatchObject({ total: 6, others: [] });
      expect([code, report.made, report.changed]).toEqual([0, 0, 0]);
      expect(worlds()).toEqual([expect.not.stringContaining(before)]);
      expect(await leftOf(before)).toEqual(
        expect.not.arrayContaining([expect.stringContaining(`bastide-${before}`)]),
      );
    },
    20 * minutes,
  );

  it(
    "ends hosts with --hosts none, and leaves nothing on this machine after destroy",
    async () => {
      const [world = ""] = worlds();
      const { code, report } = await up("--hosts", "none");
      expect([code, report.hosts]).toEqual([0, undefined]);
      const { code: destroyed, stdout } = await bastide(project, ["destroy", "--force"]);
      expect([destroyed, stdout]).toEqual([0, expect.stringContaining("Its local cloud is stopped.")]);
      expect(await leftOf(world)).toEqual([]);
      expect(readdirSync(join(project, ".bastide"))).toEqual([]);
    },
    10 * minutes,
  );
});
