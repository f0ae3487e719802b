import { linkSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../local-cloud/core/files";
import { isAlive, startOf } from "../local-cloud/core/processes";
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

interface Holder {
  readonly pid: number;
  readonly what: string;
  /** When the process began: a number that was given anew is not taken for it. */
  readonly start: string;
}

/** The lock appears whole, by a link, or not at all: nobody ever finds one that names no process. */
function take(file: string, what: string): void {
  const mine: Holder = { pid: process.pid, what, start: startOf(process.pid) };
  const draft = `${file}.${process.pid}`;
  writeWhole(draft, JSON.stringify(mine));
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (link(draft, file)) {
        return;
      }
      const holder = read(file);
      if (holder !== undefined && isAlive(holder.pid) && startOf(holder.pid) === holder.start) {
        throw new UserError(
          `Another command (${holder.what}, process ${holder.pid}) is changing this stack.`,
          "Wait until it has ended, then try again.",
          1,
        );
      }
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new UserError(`The lock ${file} can't be taken.`, "Remove it if no other command is running.", 1);
}

function link(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}
