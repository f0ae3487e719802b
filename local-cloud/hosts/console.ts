import { readFileSync } from "node:fs";

/** The last lines that stand on a console; `(nothing)` where there are none. */
export function lastLines(path: string): string {
  try {
    return readFileSync(path, "utf8").trim().split("\n").slice(-15).join("\n");
  } catch {
    return "(nothing)";
  }
}
