import { join } from "node:path";

import { type Measured, measureIn, writeProject } from "./support/measured";
import { ratiosOf } from "./support/pairs";
import type { Bench } from "./support/part";
import type { Result } from "./support/result";

/** So many of the program's units, each of ten resources. */
const units = [10, 100, 1_000] as const;

/**
 * How the pack's judgement alone grows from 100 to 1,000 to 10,000 resources, rules over relations and network paths
 * included: ten times as many may take ten times as long.
 */
export function benchPack({ root, folder, rounds, say }: Bench): Result[] {
  const project = join(folder, "units");
  writeProject(root, project, {
    name: "units",
    main: join(root, "bench/support/unitsProgram.js"),
    stacks: Object.fromEntries(units.map((count) => [`n${count}`, { "units:count": count }])),
  });
  const rows = Array.from({ length: rounds }, (_, round) => {
    say(`round ${round + 1} of ${rounds}`);
    return units.map((count) => measureIn(root, "packProcess.ts", [root, project, `n${count}`]));
  });
  const at = (row: readonly Measured[], step: number): Measured =>
    row[step] ?? { seconds: Number.NaN, resources: Number.NaN };
  return [1, 2].map((step) => {
    const [larger, smaller] = [step, step - 1].map((index) => at(rows[0] ?? [], index).resources);
    const linear = (larger ?? Number.NaN) / (smaller ?? Number.NaN);
    return {
      name: `the whole pack over ${larger} resources`,
      ratio: `to ${smaller}; linear is ${linear.toFixed(1)}`,
      ...ratiosOf(rows.map((row) => [at(row, step).seconds, at(row, step - 1).seconds] as const)),
      unit: "s",
      atMost: linear,
    };
  });
}
