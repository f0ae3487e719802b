import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

import type { Outcome } from "../../drill/doors";

export interface ProgramOptions {
  /** Its standard input. Default: nothing. */
  readonly stdin?: string;
  /** Sends it a signal. Default: nobody does. */
  readonly end?: AbortSignal;
  /** Which one. Default: SIGTERM. */
  readonly by?: NodeJS.Signals;
}

/** Runs a program of this machine until it ends. One that a signal ended has the code 1. Throws where it can't be started. */
export async function runProgram(
  argv: readonly [string, ...string[]],
  { stdin = "", end, by = "SIGTERM" }: ProgramOptions = {},
): Promise<Outcome> {
  const [command, ...args] = argv;
  const child = spawn(command, args);
  const ask = (): void => void child.kill(by);
  end?.addEventListener("abort", ask);
  if (end?.aborted === true) ask();
  child.stdin.on("error", () => {}).end(stdin);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number>((resolve, reject) => {
      child.once("error", reject).once("close", (status) => resolve(status ?? 1));
    }),
  ]).finally(() => end?.removeEventListener("abort", ask));
  return { code, stdout, stderr };
}
