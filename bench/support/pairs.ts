import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";

/** A whole command, run as its user would run it. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Ratios of one command's time to another's, pair by pair. */
export interface Ratios {
  readonly ratios: readonly number[];
  /** The middle one, which is what is quoted. */
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Median seconds of each, for orientation only: machines differ. */
  readonly seconds: readonly [number, number];
}

/** The middle of a list of numbers. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? Number.NaN, sorted[middle] ?? Number.NaN];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
};

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
  if (run.status !== 0) {
    const said = `${run.stdout}\n${run.stderr}`.trim().split("\n").slice(-20).join("\n");
    throw new Error(`${command.argv.join(" ")} ended with ${run.status ?? run.signal}:\n${said}`);
  }
  return taken;
}

/** Times two commands in turn, A B A B …, after one run of each that is not counted. */
export function comparePairs(a: Command, b: Command, pairs: number, onPair?: (n: number) => void): Ratios {
  seconds(a);
  seconds(b);
  const times = Array.from({ length: pairs }, (_, index) => {
    onPair?.(index + 1);
    return [seconds(a), seconds(b)] as const;
  });
  const ratios = times.map(([first, second]) => first / second);
  return {
    ratios,
    median: median(ratios),
    minimum: Math.min(...ratios),
    maximum: Math.max(...ratios),
    seconds: [median(times.map(([first]) => first)), median(times.map(([, second]) => second))],
  };
}
