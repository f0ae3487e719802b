import { readFileSync } from "node:fs";
import { processesIn } from "./cgroups";

/**
 * Bytes of memory that the group's processes take, what they share counted in parts (PSS). Without the kernel's own and without
 * cached files.
 */
export function memoryOf(cgroup: string): number {
  let kibibytes = 0;
  for (const pid of processesIn(cgroup)) {
    try {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
      kibibytes += Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return kibibytes * 1024;
}
