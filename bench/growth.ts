import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

import { ratiosOf } from "./support/pairs";
import type { Bench } from "./support/part";
import type { Result } from "./support/result";

const sizes = [1, 10, 100] as const;

function measure(root: string, folder: string, stack: string): number {
  const script = join(root, "bench/support/growthProcess.ts");
  const run = spawnSync(process.execPath, ["--import", "tsx", script, folder, stack], {
    cwd: root,
    encoding: "utf8",
  });
  if (run.status !== 0)
    throw new Error(`The program of ${stack} failed:\n${run.stderr.split("\n").slice(-15).join("\n")}`);
  return (JSON.parse(run.stdout) as { seconds: number }).seconds;
}

/** How the evaluation of the program grows from 1 to 10 to 100 enclaves: ten times as many may take ten times as long. */
export function benchGrowth({ root, folder, rounds, say }: Bench): Result[] {
  const project = join(folder, "growth");
  mkdirSync(project);
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  writeFileSync(
    join(project, "Pulumi.yaml"),
    stringify({ name: "growth", main: join(root, "bench/support/growthProgram.js"), runtime: "nodejs" }),
  );
  const prod = parse(readFileSync(join(root, "Pulumi.prod.yaml"), "utf8")) as {
    config: Record<string, Record<string, unknown>>;
  };
  for (const size of sizes) {
    const organisation = { ...prod.config["bastide:organisation"], addressSpace: "10.0.0.0/8" };
    const config = { ...prod.config, "bastide:organisation": organisation, "growth:enclaves": size };
    writeFileSync(join(project, `Pulumi.n${size}.yaml`), stringify({ config }));
  }
  const rows = Array.from({ length: rounds }, (_, round) => {
    say(`round ${round + 1} of ${rounds}`);
    return sizes.map((size) => measure(root, project, `n${size}`));
  });
  return [1, 2].map((step) => ({
    name: `program of ${sizes[step]} enclaves`,
    ratio: `to one of ${sizes[step - 1]}; linear is 10`,
    ...ratiosOf(rows.map((row) => [row[step] ?? Number.NaN, row[step - 1] ?? Number.NaN] as const)),
    unit: "s",
    atMost: 10,
  }));
}
