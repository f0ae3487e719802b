import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "./errors";

/** Makes the stack's folder on this machine, readable by its owner only: it holds keys. */
export function makeStackFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Runs `work` while no other command changes the stack. A lock whose process is gone is taken over. */
export async function withStackLock<T>(folder: string, what: string, work: () => Promise<T>): Promise<T> {
  makeStackFolder(folder);
  const file = join(folder, "lock");
  take(file, what);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string, what: string): void {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const descriptor = openSync(file, "wx", 0o600);
      writeSync(descriptor, JSON.stringify({ pid: process.pid, what }));
      closeSync(descriptor);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw error;
      }
    }
    const holder = read(file);
    if (holder !== undefined && isAlive(holder.pid)) {
      throw new UserError(
        `Another command (${holder.what}, process ${holder.pid}) is changing this stack.`,
        "Wait until it has ended, then try again.",
        1,
      );
    }
    rmSync(file, { force: true });
  }
  throw new UserError(`The lock ${file} can't be taken.`, "Remove it if no other command is running.", 1);
}

function read(file: string): { pid: number; what: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { pid: number; what: string };
  } catch {
    return undefined;
  }
}

/** True while a process with that number runs. */
export function isAlive(pid: number): boolean {
  // Zero and below stand for groups of processes.
  if (!Number.isInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
