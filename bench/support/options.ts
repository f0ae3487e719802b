import { parseArgs } from "node:util";

/** What to run, and how often. */
export interface BenchOptions {
  /** Names of parts, in the order in which they run. */
  readonly parts: readonly string[];
  /** How often each pair of measures is taken. */
  readonly rounds: number;
  readonly json: boolean;
}

const defaultRounds = 5;

/**
 * Reads the command line: `--only NAME` (repeatable, or several with commas), `--pairs N` (default 5), `--json`.
 *
 * @throws Error with every mistake
 */
export function readBenchOptions(args: readonly string[], known: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true },
      pairs: { type: "string" },
      json: { type: "boolean" },
    },
  });
  const mistakes: string[] = [];
  const wanted = values.only?.flatMap((names) => names.split(","));
  for (const name of wanted ?? []) {
    if (!known.includes(name))
      mistakes.push(`--only takes a part of the benchmark, not "${name}": ${known.join(", ")}.`);
  }
  const rounds = values.pairs === undefined ? defaultRounds : Number(values.pairs);
  if (!Number.isInteger(rounds) || rounds < 1)
    mistakes.push(`--pairs takes a whole number from 1 on, not "${values.pairs}".`);
  if (mistakes.length > 0) throw new Error(mistakes.join("\n"));
  return {
    parts: known.filter((name) => wanted === undefined || wanted.includes(name)),
    rounds,
    json: values.json ?? false,
  };
}
