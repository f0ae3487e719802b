import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

/** The project's top folder. */
export const projectRoot = resolve(__dirname, "../..");

/** Never part of the project, whatever git says; `evidence` is what commands write, at the top alone (drill/evidence is ours). */
const foreign = new Set([".git", "node_modules", ".bastide"]);
const isForeign = (path: string): boolean =>
  path.split("/")[0] === "evidence" || path.split("/").some((part) => foreign.has(part));

/** Runs git in a folder and returns what it printed. Throws when git is missing or refuses. */
export function git(root: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-C", root, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** Whether `root` is the top of a git checkout (and not merely somewhere inside another one). */
export function isCheckout(root: string): boolean {
  try {
    return realpathSync(git(root, "rev-parse", "--show-toplevel").trim()) === realpathSync(root);
  } catch {
    return false;
  }
}

/**
 * The project's own files, as sorted paths relative to `root` with `/` between folders: what git tracks and what is new
 * and not ignored. Where there is no checkout (an unpacked archive), every file outside the folders that are never ours.
 */
export function projectFiles(root: string = projectRoot): string[] {
  const listed = isCheckout(root)
    ? git(root, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    : [...walk(root)].map((path) => relative(root, path).split(sep).join("/"));
  const own = listed.filter((path) => path !== "" && !isForeign(path));
  return [...new Set(own)].filter((path) => isFile(join(root, path))).sort();
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !foreign.has(entry.name)) yield* walk(path);
    else if (entry.isFile()) yield path;
  }
}

/** A tracked file may have been deleted in the working tree; a link to a folder is no file. */
function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
