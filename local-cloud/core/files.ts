import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { delimiter, join } from "node:path";

/** The text of a file, or nothing where there is none that can be read: another's process, say, or one that has just ended. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Whether a file is there that may be run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first program of these names on the PATH, or in one of the other folders after it. */
export function findProgram(names: readonly string[], others: readonly string[] = []): string | undefined {
  return [...(process.env.PATH ?? "").split(delimiter), ...others]
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isProgram);
}

/**
 * Writes a file so that it is there whole or not at all, whenever this process or the machine ends: a key that is cut short would
 * lock its owner out. Only its owner can read it.
 */
export function writeWhole(file: string, content: string | Buffer): void {
  const draft = `${file}.${process.pid}.new`;
  const descriptor = openSync(draft, "w", 0o600);
  try {
    const bytes = Buffer.from(content);
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(descriptor, bytes, written);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
}
