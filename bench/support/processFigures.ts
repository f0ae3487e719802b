import { readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second. */
const tickMs = 10;

/** The memory that a process holds, in KiB; undefined where the system has no `/proc` to tell it. */
export function residentKiB(pid: number): number | undefined {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(read(pid, "status") ?? "")?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The processor time that a process has had, in milliseconds; undefined where the system has no `/proc` to tell it. */
export function processorMs(pid: number): number | undefined {
  // The program's name, in brackets, may hold anything; user and system time are the 12th and 13th field behind it.
  const [, fields] = /^.*\) (.*)$/s.exec(read(pid, "stat") ?? "") ?? [];
  if (fields === undefined) return undefined;
  const [user, system] = fields.split(" ").slice(11, 13);
  return (Number(user) + Number(system)) * tickMs;
}

function read(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return undefined;
  }
}
