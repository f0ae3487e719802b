import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

/** A Pulumi project of the benchmark's own. */
export interface BenchProject {
  readonly name: string;
  /** Its entry: JavaScript. */
  readonly main: string;
  /** What stands under `config:` of each of its stacks. */
  readonly stacks: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Writes a project into a new folder, with the packages of the repository at `root`. */
export function writeProject(root: string, folder: string, { name, main, stacks }: BenchProject): void {
  mkdirSync(folder);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name, main, runtime: "nodejs" }));
  for (const [stack, config] of Object.entries(stacks)) {
    writeFileSync(join(folder, `Pulumi.${stack}.yaml`), stringify({ config }));
  }
}

/** What a script measured in a process of its own. */
export interface Measured {
  readonly seconds: number;
  /** How many resources it was about. */
  readonly resources: number;
}

/** Runs a script of `bench/support`, which prints what it measured as JSON. @throws Error with what it complained of */
export function measureIn(root: string, script: string, args: readonly string[]): Measured {
  const path = join(root, "bench/support", script);
  const run = spawnSync(process.execPath, ["--import", "tsx", path, ...args], {
    cwd: root,
    encoding: "utf8",
  });
  if (run.status !== 0) {
    const said = run.stderr.split("\n").slice(-15).join("\n");
    throw new Error(`${script} ${args.join(" ")} failed:\n${said}`);
  }
  return JSON.parse(run.stdout) as Measured;
}
