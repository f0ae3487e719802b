import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The text of a file, or nothing where there is none that can be read: another's process, say, or one that has just ended. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Whether a file is there that may be run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first program of these names on the PATH, or in one of the other folders after it. */
export function findProgram(names: readonly string[], others: readonly string[] = []): string | undefined {
  return [...(process.env.PATH ?? "").split(delimiter), ...others]
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isProgram);
}
