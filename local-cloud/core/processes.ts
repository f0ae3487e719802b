import { readFileSync } from "node:fs";

/** True while a process with that number runs, or has ended and its parent has not looked yet: `startOf` tells these apart. */
export function isAlive(pid: number): boolean {
  // Zero and below stand for groups of processes.
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * When a process began, in the kernel's ticks, so that a number that was given anew isn't taken for it. Empty for one that has
 * ended, though its parent may not have looked yet, and on a system that doesn't tell (all but Linux).
 */
export function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}

/** Ends a process at once, or all of a group (its number below zero). One that has ended already is no error. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
