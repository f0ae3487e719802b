import { readFileSync } from "node:fs";

/** The memory that a process holds, in KiB; undefined where the system has no `/proc` to tell it. */
export function residentKiB(pid: number): number | undefined {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
