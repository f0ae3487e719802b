import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import { runIn } from "../../../local-cloud/hosts/namespaces";
import { fromPyPi, installed } from "../../clients/support/tools";
import { projectRoot } from "../../support/projectFiles";
import type { Booted } from "../support/booted";
import { declinedLynisTests, excusedLynisTests } from "../support/container";
import { sh } from "../support/converged";

const minutes = 60_000;
/** Kept for whoever wants to read more than the score; git ignores it. */
const evidence = join(projectRoot, "evidence", "hosts");
const leastLynis = 91;
const mostExposure = 4.9;

/** What tools that others wrote find. */
export function audits({ site, hosts, gateway, data }: Booted): void {
  it(
    `Lynis gives at least ${leastLynis}, without a warning`,
    async () => {
      mkdirSync(evidence, { recursive: true });
      for (const { host } of hosts()) {
        const skipped = Object.keys({ ...excusedLynisTests, ...declinedLynisTests }).map(
          (name) => `skip-test=${name}\n`,
        );
        await host.writeFile("/etc/lynis/custom.prf", skipped.join(""));
        await host.exec(["lynis", "audit", "system", "--quick", "--quiet", "--no-colors"]);
        const report = await host.readFile("/var/log/lynis-report.dat");
        writeFileSync(join(evidence, `lynis-${host.name}.dat`), report);
        const values = (key: string) =>
          [...report.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value = ""]) => value);
        console.log(`Lynis of ${host.name}: ${values("hardening_index").join()}`);
        expect(values("finish")).toEqual(["true"]);
        expect(values("warning\\[\\]")).toEqual([]);
        expect(Number(values("hardening_index")[0])).toBeGreaterThanOrEqual(leastLynis);
        await sh(host, "rm /etc/lynis/custom.prf");
      }
    },
    6 * minutes,
  );

  it(`systemd finds no unit of ours that is exposed more than ${mostExposure}`, async () => {
    for (const { host } of hosts()) {
      const units = (await sh(host, "cd /etc/systemd/system && ls bastide-*.service")).split("\n");
      expect(units.length).toBeGreaterThanOrEqual(4);
      for (const unit of units) {
        const said = await sh(host, `systemd-analyze security --no-pager ${unit} | tail -n 1`);
        const exposure = Number(/: ([\d.]+) /.exec(said)?.[1]);
        console.log(`Exposure of ${unit} on ${host.name}: ${exposure}`);
        expect([unit, exposure <= mostExposure]).toEqual([unit, true]);
      }
    }
  });

  it(
    "ssh-audit finds nothing to fail or to warn of",
    async () => {
      const tool = installed(fromPyPi("ssh-audit", "3.9.0", 120));
      if (!tool.usable) throw new Error(tool.reason);
      for (const host of [gateway(), data()]) {
        const scan = [tool.path, "--json", "--skip-rate-test", "127.0.0.1"];
        const { stdout, stderr } = await runIn(host.namespace, site().world.id, scan);
        const notes = weaknesses(JSON.parse(stdout || `{"error":${JSON.stringify(stderr)}}`));
        expect([host.name, notes]).toEqual([host.name, []]);
      }
    },
    2 * minutes,
  );
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
