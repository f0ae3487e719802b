import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

import { ratiosOf } from "./support/pairs";
import type { Bench } from "./support/part";
import type { Result } from "./support/result";

/** So many of the program's units, each of ten resources. */
const units = [10, 100, 1_000] as const;

interface Measured {
  readonly seconds: number;
  readonly resources: number;
  readonly policies: number;
}

function measure(root: string, folder: string, stack: string): Measured {
  const script = join(root, "bench/support/packProcess.ts");
  const run = spawnSync(process.execPath, ["--import", "tsx", script, root, folder, stack], {
    cwd: root,
    encoding: "utf8",
  });
  if (run.status !== 0)
    throw new Error(`The pack failed on ${stack}:\n${run.stderr.split("\n").slice(-15).join("\n")}`);
  return JSON.parse(run.stdout) as Measured;
}

/**
 * How the pack's judgement alone grows from 100 to 1,000 to 10,000 resources, rules over relations and network paths
 * included: ten times as many may take ten times as long.
 */
export function benchPack({ root, folder, rounds, say }: Bench): Result[] {
  const project = join(folder, "units");
  mkdirSync(project);
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  const main = join(root, "bench/support/unitsProgram.js");
  writeFileSync(join(project, "Pulumi.yaml"), stringify({ name: "units", main, runtime: "nodejs" }));
  for (const count of units) {
    writeFileSync(join(project, `Pulumi.n${count}.yaml`), stringify({ config: { "units:count": count } }));
  }
  const rows = Array.from({ length: rounds }, (_, round) => {
    say(`round ${round + 1} of ${rounds}`);
    return units.map((count) => measure(root, project, `n${count}`));
  });
  const [smallest, middle, largest] = rows[0] ?? [];
  const sizes = [smallest, middle, largest].map((one) => one?.resources ?? Number.NaN);
  return [1, 2].map((step) => ({
    name: `the whole pack over ${sizes[step]} resources`,
    ratio: `to ${sizes[step - 1]}; linear is ${((sizes[step] ?? 0) / (sizes[step - 1] ?? 0)).toFixed(1)}`,
    ...ratiosOf(
      rows.map((row) => [row[step]?.seconds ?? Number.NaN, row[step - 1]?.seconds ?? Number.NaN] as const),
    ),
    unit: "s",
    atMost: (sizes[step] ?? 0) / (sizes[step - 1] ?? 0),
  }));
}
