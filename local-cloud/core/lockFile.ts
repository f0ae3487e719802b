import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isAlive, startOf } from "./processes";

/** A lock held by this process. */
export interface LockFile {
  release(): void;
}

/**
 * Takes a lock by linking a file that names this process; the link either appears whole or not at all. A lock whose
 * process is gone (kill -9) is taken over. Throws if a living process has it.
 */
export function lockFile(path: string, what: string): LockFile {
  const mine = `${process.pid} ${startOf(process.pid)}`;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (link(draft, path)) return { release: () => release(path, mine) };
      const holder = read(path);
      if (holder === undefined) continue;
      const [pid = "0", start = ""] = holder.split(" ");
      if (isAlive(Number(pid)) && (start === "" || startOf(Number(pid)) === start))
        throw new Error(held(what, pid));
      removeStale(path, holder, `${draft}.stale`);
    }
    throw new Error(`The lock ${path} could not be taken. Remove it if no other local cloud is running.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function held(what: string, pid: string): string {
  return `Another process (${pid}) has the state file ${what}. Stop it, or name another file with --state.`;
}

function link(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Moves the stale lock away; if someone else has renewed it meanwhile, puts theirs back. */
function removeStale(path: string, holder: string, aside: string): void {
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (read(aside) !== holder) link(aside, path);
  rmSync(aside, { force: true });
}

function release(path: string, mine: string): void {
  if (read(path) === mine) rmSync(path, { force: true });
}
