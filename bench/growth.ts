import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { measureIn, writeProject } from "./support/measured";
import { ratiosOf } from "./support/pairs";
import type { Bench } from "./support/part";
import type { Result } from "./support/result";

const sizes = [1, 10, 100] as const;

/** How the evaluation of the program grows from 1 to 10 to 100 enclaves: ten times as many may take ten times as long. */
export function benchGrowth({ root, folder, rounds, say }: Bench): Result[] {
  const project = join(folder, "growth");
  const prod = parse(readFileSync(join(root, "Pulumi.prod.yaml"), "utf8")) as {
    config: Record<string, Record<string, unknown>>;
  };
  const organisation = { ...prod.config["bastide:organisation"], addressSpace: "10.0.0.0/8" };
  writeProject(root, project, {
    name: "growth",
    main: join(root, "bench/support/growthProgram.js"),
    stacks: Object.fromEntries(
      sizes.map((size) => [
        `n${size}`,
        { ...prod.config, "bastide:organisation": organisation, "growth:enclaves": size },
      ]),
    ),
  });
  const rows = Array.from({ length: rounds }, (_, round) => {
    say(`round ${round + 1} of ${rounds}`);
    return sizes.map((size) => measureIn(root, "growthProcess.ts", [project, `n${size}`]).seconds);
  });
  return [1, 2].map((step) => ({
    name: `program of ${sizes[step]} enclaves`,
    ratio: `to one of ${sizes[step - 1]}; linear is 10`,
    ...ratiosOf(rows.map((row) => [row[step] ?? Number.NaN, row[step - 1] ?? Number.NaN] as const)),
    unit: "s",
    atMost: 10,
  }));
}
