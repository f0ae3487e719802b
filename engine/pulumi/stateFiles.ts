import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/**
 * A CLI that was killed while it wrote its state may leave a file of attributes without content, over which every later command
 * stumbles; and a state that ends in the middle, of which it keeps the one before.
 */
export function mendState(folder: string): void {
  if (!existsSync(folder)) {
    return;
  }
  for (const file of readdirSync(folder).map((name) => join(folder, name))) {
    if (file.endsWith(".attrs") && statSync(file, { throwIfNoEntry: false })?.size === 0) {
      rmSync(file);
    } else if (file.endsWith(".json") && !isJson(file) && existsSync(`${file}.bak`)) {
      copyFileSync(`${file}.bak`, file);
      rmSync(`${file}.attrs`, { force: true });
    }
  }
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}

/** The processes that hold a stack's locks; -1 for one on another machine or in a damaged file. */
export function locksIn(folder: string): number[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => {
      try {
        const lock = JSON.parse(readFileSync(join(folder, name), "utf8")) as {
          pid?: number;
          hostname?: string;
        };
        return lock.hostname === undefined || lock.hostname === hostname() ? (lock.pid ?? -1) : -1;
      } catch {
        return -1;
      }
    });
}
