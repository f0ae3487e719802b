import { join } from "node:path";

import { benchCheckov } from "./checkov";
import { benchEnclave } from "./enclave";
import { benchGrowth } from "./growth";
import { benchInstances } from "./instances";
import { benchPack } from "./pack";
import { benchPreview } from "./preview";
import { benchStartUp } from "./startUp";
import { readBenchOptions } from "./support/options";
import { type Part, runPart } from "./support/part";
import { type Entry, isMet, isResult, renderEntries } from "./support/result";
import { benchThroughput } from "./throughput";

/** The parts, by the names that `--only` takes. */
const parts: ReadonlyMap<string, Part> = new Map<string, Part>([
  ["start-up", benchStartUp],
  ["throughput", benchThroughput],
  ["instances", benchInstances],
  ["program", benchGrowth],
  ["pack", benchPack],
  ["checkov", benchCheckov],
  ["preview", benchPreview],
  ["enclave", benchEnclave],
]);

/**
 * Runs the benchmarks: all, or those that `--only` names. `--pairs N` (default 5) sets how often, `--json` prints the figures for
 * scripts. Exit code 1 where a limit is missed, 2 where something could not be run.
 */
async function main(args: readonly string[]): Promise<void> {
  const options = readBenchOptions(args, [...parts.keys()]);
  const entries: Entry[] = [];
  for (const [name, part] of parts) {
    if (!options.parts.includes(name)) continue;
    const say = (text: string): unknown => process.stderr.write(`${name}: ${text} …\n`);
    entries.push(...(await runPart(part, { root: join(__dirname, ".."), rounds: options.rounds, say })));
  }
  const results = entries.filter(isResult);
  const skipped = entries.filter((entry) => !isResult(entry));
  process.stdout.write(`${options.json ? JSON.stringify({ results, skipped }) : renderEntries(entries)}\n`);
  if (!results.every(isMet)) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
