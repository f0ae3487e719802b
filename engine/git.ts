import { execFileSync } from "node:child_process";

/** What git prints in a folder, as it is. @throws where git is not there or refuses; what it complains of is not shown */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-C", folder, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
}
