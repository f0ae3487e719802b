import { execFileSync } from "node:child_process";
import type { Evidence } from "./schema";

/** The commit that a folder's program comes from; `null` where git knows none. */
export function commitOf(folder: string): Evidence["commit"] {
  const id = git(folder, ["rev-parse", "HEAD"]);
  return id === undefined ? null : { id, clean: git(folder, ["status", "--porcelain", "--", "."]) === "" };
}

function git(folder: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync("git", args, {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}
