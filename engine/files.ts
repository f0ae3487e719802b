import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";

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
