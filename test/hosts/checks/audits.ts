import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import type { Machine } from "../../../local-cloud/hosts";
import { runIn } from "../../../local-cloud/hosts/namespaces";
import { fromPyPi, installed } from "../../clients/support/tools";
import { projectRoot } from "../../support/projectFiles";
import type { BootedHosts } from "../support/booted";
import { declinedLynisTests, excusedLynisTests, exposedUnits } from "../support/container";
import { sh } from "../support/converged";
import { foreignUnits } from "../support/units";

const minutes = 60_000;
/** Kept for whoever wants to read more than the score; git ignores it. */
const evidence = join(projectRoot, "evidence", "hosts");
const leastLynis = 91;
const mostExposure = 4.9;

/** What tools that others wrote find. */
export function audits({ world, hosts }: BootedHosts): void {
  it(
    `Lynis gives at least ${leastLynis}, without a warning, and fails nothing else that isn't listed with its reason`,
    async () => {
      mkdirSync(evidence, { recursive: true });
      const audited = hosts().map(async ({ host, name, role }) => {
        const declined = Object.entries(declinedLynisTests).filter(([, { notOf }]) => !notOf.includes(role));
        const excused = [...Object.keys(excusedLynisTests), ...declined.map(([test]) => test)];
        // As it is, with everything that a container fails.
        const whole = await lynis(host, []);
        writeFileSync(join(evidence, `lynis-${name}.dat`), whole.report);
        const failed = (listed: string) => {
          const [test = "", detail] = listed.split(":");
          const found =
            detail === undefined
              ? `^(?:suggestion|warning)\\[\\]=${test}\\|`
              : `^details\\[\\]=${test}\\|.*field:${detail};`;
          return new RegExp(found, "m").test(whole.report);
        };
        const stale = excused.filter((listed) => !failed(listed));
        expect([name, "listed and passed", stale]).toEqual([name, "listed and passed", []]);
        // And without what is listed.
        const rest = await lynis(host, excused);
        const index = Number(rest.values("hardening_index")[0]);
        console.log(
          `Lynis of ${name}: ${whole.values("hardening_index")} as it is, ${index} without what is listed`,
        );
        console.log(
          `Lynis still suggests on ${name}: ${rest
            .values("suggestion\\[\\]")
            .map((line) => line.split("|")[0])
            .join(", ")}`,
        );
        expect(rest.values("finish")).toEqual(["true"]);
        expect(rest.values("warning\\[\\]")).toEqual([]);
        expect([name, index >= leastLynis]).toEqual([name, true]);
      });
      await Promise.all(audited);
    },
    30 * minutes,
  );

  it(`systemd finds no unit of ours that is exposed more than ${mostExposure}`, async () => {
    for (const { host, name } of hosts()) {
      const units = (await sh(host, "cd /etc/systemd/system && ls bastide-*.service")).split("\n");
      expect(units.length).toBeGreaterThanOrEqual(4);
      for (const unit of units) {
        const said = await sh(host, `systemd-analyze security --no-pager ${unit} | tail -n 1`);
        const exposure = Number(/: ([\d.]+) /.exec(said)?.[1]);
        console.log(`Exposure of ${unit} on ${name}: ${exposure}`);
        expect([unit, exposure <= mostExposure]).toEqual([unit, true]);
      }
    }
  });

  it("no running service of Debian's is exposed more than is listed with its reason", async () => {
    for (const { host, name } of hosts()) {
      const running = await sh(
        host,
        "systemctl list-units --type=service --state=running --no-legend --plain | cut -d ' ' -f 1",
      );
      const tooMuch: string[] = [];
      const others = foreignUnits(name);
      for (const unit of running.split("\n")) {
        if (unit.startsWith("bastide-") || others.includes(unit)) continue;
        const said = await sh(host, `systemd-analyze security --no-pager ${unit} | tail -n 1`);
        const exposure = Number(/: ([\d.]+) /.exec(said)?.[1]);
        console.log(`Exposure of ${unit} on ${name}: ${exposure}`);
        if (!(exposure <= mostExposure)) tooMuch.push(unit);
        const most = exposedUnits[unit]?.most ?? mostExposure;
        expect([unit, exposure <= most]).toEqual([unit, true]);
      }
      // What is listed and has become better leaves the list.
      expect([name, tooMuch.sort()]).toEqual([name, Object.keys(exposedUnits).sort()]);
    }
  });

  it(
    "ssh-audit finds nothing to fail or to warn of",
    async () => {
      const tool = installed(fromPyPi("ssh-audit", "3.9.0", 120));
      if (!tool.usable) throw new Error(tool.reason);
      for (const { host, name } of hosts()) {
        const scan = [tool.path, "--json", "--skip-rate-test", "127.0.0.1"];
        const { stdout, stderr } = await runIn(host.namespace, world(), scan);
        const notes = weaknesses(JSON.parse(stdout || `{"error":${JSON.stringify(stderr)}}`));
        expect([name, notes]).toEqual([name, []]);
      }
    },
    2 * minutes,
  );
}

/** Runs Lynis without the tests named, as its profile names them (`TEST` or `TEST:DETAIL`). */
async function lynis(host: Machine, skipped: readonly string[]) {
  await host.writeFile("/etc/lynis/custom.prf", skipped.map((name) => `skip-test=${name}\n`).join(""));
  await host.exec(["lynis", "audit", "system", "--quick", "--quiet", "--no-colors"]);
  const report = await host.readFile("/var/log/lynis-report.dat");
  await sh(host, "rm /etc/lynis/custom.prf");
  const values = (key: string) =>
    [...report.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value = ""]) => value);
  return { report, values };
}

/** Every failure and warning in a report of ssh-audit. Throws where the scan itself failed. */
function weaknesses(report: Record<string, unknown>): string[] {
  if (!Array.isArray(report.kex)) throw new Error(`ssh-audit did not scan: ${JSON.stringify(report)}`);
  return ["kex", "key", "enc", "mac"].flatMap((part) => {
    const found = report[part] as readonly {
      algorithm: string;
      notes?: { fail?: string[]; warn?: string[] };
    }[];
    expect(found.length).toBeGreaterThan(0);
    return found.flatMap(({ algorithm, notes }) =>
      [...(notes?.fail ?? []), ...(notes?.warn ?? [])].map((note) => `${algorithm}: ${note}`),
    );
  });
}
