import { parseArgs } from "node:util";
import type { EngineName } from "./workplace";

export const usage = `Usage: npm run test:faults -- [options]

Disturbs \`bastide up\` and \`bastide destroy\` of prod, lets them go on, and compares with a run that nobody disturbed.

  --kills N      rounds in which the command and all that it started is killed (default 20)
  --strays N     rounds in which the CLI alone, or the command alone, is killed (default 4)
  --seeds N      rounds in which 5 % of requests and jobs fail (default 20)
  --seed S       what decides moments and faults; the same seed gives the same ones (default 1)
  --engine X     pulumi, offline, or both: offline then runs a quarter of the rounds (default both)
  --only N       only the rounds of this number, from 0: to look at one again
  --jobs N       rounds at once, 1 or 2 (default 2)
  --verbose      show what the runs said that did not succeed
  --keep         leave the last checkout in place, to look at
  --help         show this`;

/** What to do. */
export interface Options {
  readonly kills: number;
  readonly strays: number;
  readonly seeds: number;
  readonly seed: number;
  readonly engines: readonly EngineName[];
  readonly only: number | undefined;
  readonly jobs: number;
  readonly verbose: boolean;
  readonly keep: boolean;
}

/** Reads the command line; undefined where only help is asked for. Throws an `Error` for a mistake. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    allowPositionals: false,
    options: {
      kills: { type: "string", default: "20" },
      strays: { type: "string", default: "4" },
      seeds: { type: "string", default: "20" },
      seed: { type: "string", default: "1" },
      engine: { type: "string", default: "both" },
      only: { type: "string" },
      jobs: { type: "string", default: "2" },
      verbose: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  const jobs = whole("jobs", values.jobs);
  if (jobs < 1 || jobs > 2) {
    throw new Error(
      "--jobs must be 1 or 2: a round keeps a processor busy, and its moments are measured in time.",
    );
  }
  return {
    kills: whole("kills", values.kills),
    strays: whole("strays", values.strays),
    seeds: whole("seeds", values.seeds),
    seed: whole("seed", values.seed),
    engines: enginesOf(values.engine),
    only: values.only === undefined ? undefined : whole("only", values.only),
    jobs,
    verbose: values.verbose,
    keep: values.keep,
  };
}

function whole(name: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) {
    throw new Error(`--${name} must be a whole number, not "${text}".`);
  }
  return Number(text);
}

function enginesOf(text: string): EngineName[] {
  if (text === "both") {
    return ["pulumi", "offline"];
  }
  if (text !== "pulumi" && text !== "offline") {
    throw new Error(`--engine must be pulumi, offline or both, not "${text}".`);
  }
  return [text];
}
