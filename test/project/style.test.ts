import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFiles, projectRoot } from "../support/projectFiles";

/** Runs a command of the project's own tools and returns what it said when it failed, else an empty text. */
function complaints(program: string, ...args: readonly string[]): string {
  const path = join(projectRoot, "node_modules", program);
  const run = spawnSync(process.execPath, [path, ...args], { cwd: projectRoot, encoding: "utf8" });
  return run.status === 0 ? "" : `${run.stdout}${run.stderr}`;
}

// The compiler reads the whole project: quick on its own, slow beside other suites on a small machine.
describe("every file", { timeout: 300_000 }, () => {
  it("is formatted and free of lint warnings", () => {
    const args = ["check", "--error-on-warnings", "--max-diagnostics=50", "--colors=off", "."];
    expect(complaints("@biomejs/biome/bin/biome", ...args)).toBe("");
  });

  it("has correct types", () => {
    expect(complaints("typescript/bin/tsc", "--noEmit", "--pretty", "false")).toBe("");
  });
});

/** Tables that only list data have no shape to keep small. */
const tables = new Set(["catalogue/controls.ts"]);

/** The most lines that a source file may have: a policy 60, a component 200, anything 300. */
function limitOf(path: string): number {
  if (/^policy-pack\/(?!lib\/|arguments\/)[^/]+\/[^/]+\.ts$/.test(path)) return 60;
  return path.startsWith("infra/components/") ? 200 : 300;
}

describe("the size of files", () => {
  it.each([
    ["policy-pack/instance/requireDiskEncryption.ts", 60],
    ["policy-pack/lib/judge.ts", 300],
    ["policy-pack/index.ts", 300],
    ["infra/components/enclave.ts", 200],
    ["infra/topology/plan.ts", 300],
  ])("is limited in %s to %i lines", (path, limit) => {
    expect(limitOf(path)).toBe(limit);
  });

  it("is kept by every source file", () => {
    const sources = projectFiles().filter((path) => /\.[cm]?[jt]s$/.test(path) && !tables.has(path));
    expect(sources.length).toBeGreaterThan(50);
    const long = sources.flatMap((path) => {
      const lines = readFileSync(join(projectRoot, path), "utf8").trimEnd().split("\n").length;
      return lines > limitOf(path) ? [`${path}: ${lines} lines, at most ${limitOf(path)}`] : [];
    });
    expect(long).toEqual([]);
  });
});
