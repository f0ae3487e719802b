import { textOf } from "../core/files";
import { processesIn } from "./cgroups";

/**
 * Bytes of memory that the group's processes take, what they share counted in parts (PSS). Without the kernel's own and without
 * cached files.
 */
export function memoryOf(cgroup: string): number {
  let kibibytes = 0;
  for (const pid of processesIn(cgroup)) {
    kibibytes += Number(/^Pss:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
  }
  return kibibytes * 1024;
}
