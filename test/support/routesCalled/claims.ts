import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../projectFiles";

/** Which routes of the local cloud each test file calls: by the file's path, `METHOD /path`. */
export type Claims = Readonly<Record<string, readonly string[]>>;

/** What the page on coverage is written from, and what every run holds against what really happens. */
const claimsFile = join(projectRoot, "docs/build/localCloud/calls.json");

/** Marks a route that a test file calls, and that answers every time that something is wrong. */
export const refused = " (refused)";

/** Folders whose test files are asked what they call. */
const counted = ["test/local-cloud/", "test/clients/"];

/** Whether a test file (relative to the project, with `/`) is one of them. */
export function isCounted(file: string): boolean {
  return counted.some((folder) => file.startsWith(folder));
}

export function readClaims(): Claims {
  return JSON.parse(readFileSync(claimsFile, "utf8"));
}

/** Puts what some files call in the place of what was written down for them; forgets files that are gone. */
export function renewClaims(renewed: Claims): void {
  const all = { ...readClaims(), ...renewed };
  const kept = Object.entries(all).filter(
    ([file, routes]) => routes.length > 0 && existsSync(join(projectRoot, file)),
  );
  kept.sort(([one], [other]) => (one < other ? -1 : 1));
  writeFileSync(claimsFile, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}

/** What to say of a test file that doesn't call what is claimed of it; undefined if it does. */
export function complaint(
  file: string,
  claimed: readonly string[],
  called: readonly string[],
): string | undefined {
  const really = new Set(called);
  const isTrue = (route: string): boolean =>
    really.has(route) || (route.endsWith(refused) && really.has(route.slice(0, -refused.length)));
  const gone = claimed.filter((route) => !isTrue(route));
  if (gone.length === 0) return undefined;
  return [
    `docs/local-cloud-coverage.md says that ${file} calls what it doesn't call any more:`,
    ...gone.map((route) => `  ${route}`),
    `Write it anew: npx vitest run ${file} -u && npm run docs`,
  ].join("\n");
}
