import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";

/** A whole command, run as its user would run it. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes of a run that did what it should. @default 0 alone */
  readonly expects?: readonly number[];
}

/** Ratios of one figure to another, pair by pair. */
export interface Ratios {
  /** The middle one, which is what is quoted. */
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
  /** How many pairs there were. */
  readonly runs: number;
  /** The middle one of either side. */
  readonly medians: readonly [number, number];
}

/** The middle of a list of numbers. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? Number.NaN, sorted[middle] ?? Number.NaN];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
};

/** Divides the first figure of each pair by the second. @throws Error where there is none, or a figure that can't be a measure */
export function ratiosOf(pairs: readonly (readonly [number, number])[]): Ratios {
  const unfit = pairs.flat().filter((value) => !(Number.isFinite(value) && value > 0));
  if (pairs.length === 0 || unfit.length > 0) {
    throw new Error(`Measures are finite and above 0; here are ${pairs.length} pairs, with ${unfit}.`);
  }
  const ratios = pairs.map(([first, second]) => first / second);
  return {
    median: median(ratios),
    minimum: Math.min(...ratios),
    maximum: Math.max(...ratios),
    runs: pairs.length,
    medians: [median(pairs.map(([first]) => first)), median(pairs.map(([, second]) => second))],
  };
}

/** Runs a command to its end and gives its wall-clock seconds. @throws Error with what it printed where it failed */
export function seconds(command: Command): number {
  const [program, ...args] = command.argv;
  const start = performance.now();
  const run = spawnSync(program, args, {
    cwd: command.cwd,
    env: { ...process.env, ...command.env },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const taken = (performance.now() - start) / 1000;
  if (!(command.expects ?? [0]).includes(run.status ?? -1)) {
    const said = `${run.stdout}\n${run.stderr}`.trim().split("\n").slice(-20).join("\n");
    throw new Error(`${command.argv.join(" ")} ended with ${run.status ?? run.signal}:\n${said}`);
  }
  return taken;
}

/** Times two commands in turn, A B A B …, after one run of each that is not counted. */
export function comparePairs(a: Command, b: Command, pairs: number): Ratios {
  seconds(a);
  seconds(b);
  return ratiosOf(Array.from({ length: pairs }, () => [seconds(a), seconds(b)] as const));
}
