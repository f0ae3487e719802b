import { spawnSync } from "node:child_process";
import { expect } from "vitest";

import { findProgram } from "../../../../local-cloud/core/files";

/** This machine's Python; undefined where there is none. */
export const python: string | undefined = findProgram(["python3"]);

/** What is given to a script, besides its text. */
export interface Asking {
  /** Read by the script as JSON from its standard input. */
  readonly given?: unknown;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a script prints. It has to end well, without a word of trouble. */
export function askPython(script: string, { given, env = {} }: Asking = {}): string {
  const { status, stdout, stderr } = spawnSync(python ?? "", ["-B", "-c", script], {
    encoding: "utf8",
    input: JSON.stringify(given ?? null),
    env: { ...process.env, ...env },
  });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}
