import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entry } from "./result";

/** What a part of the benchmark is given. */
export interface Bench {
  /** The project's top folder. */
  readonly root: string;
  /** An empty folder, removed when the part ends. */
  readonly folder: string;
  /** How often each pair of measures is taken. */
  readonly rounds: number;
  /** Tells how far it is. */
  say(text: string): void;
}

/** A part of the benchmark: measures, and gives its lines of the table. */
export type Part = (bench: Bench) => Entry[] | Promise<Entry[]>;

/** Runs a part in a folder of its own. */
export async function runPart(part: Part, bench: Omit<Bench, "folder">): Promise<Entry[]> {
  const folder = mkdtempSync(join(tmpdir(), "bastide-bench-"));
  try {
    return await part({ ...bench, folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
