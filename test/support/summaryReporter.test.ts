import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "./projectFiles";
import { temporaryFolder } from "./temporaryFolder";

const head = 'import { beforeAll, describe, expect, it } from "vitest";\n';

/** Runs vitest on a small project of its own, with the reporters that this project uses. */
function run(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const config = `export default { test: { include: ["**/*.test.ts"], reporters: ["default", ${JSON.stringify(
    join(projectRoot, "test/support/summaryReporter.ts"),
  )}] } };`;
  const folder = temporaryFolder({ "vitest.config.ts": config, ...files });
  symlinkSync(join(projectRoot, "node_modules"), join(folder, "node_modules"));
  const environment = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TEST$|FORCE_COLOR)/.test(name),
  );
  const vitest = join(projectRoot, "node_modules/vitest/vitest.mjs");
  const { stdout, stderr, status } = spawnSync(process.execPath, [vitest, "run", ...args], {
    cwd: folder,
    env: Object.fromEntries(environment),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = stdout.trimEnd().split("\n");
  return {
    status,
    stdout,
    stderr,
    lines,
    last: lines.at(-1),
    summaries: lines.filter((line) => summary.test(line)),
  };
}

const summary = /^\d+ passed, \d+ failed, \d+ skipped$/;

describe("summary reporter", () => {
  it("ends with exactly one plain line that counts over all files", () => {
    const result = run({
      "a.test.ts": `${head}it("adds", () => expect(1 + 1).toBe(2));\nit("breaks", () => expect(1).toBe(2));`,
      "b.test.ts": `${head}describe("b", () => { it("works", () => expect(1).toBe(1)); it.skip("waits", () => {}); });`,
    });
    expect(result.last).toBe("2 passed, 1 failed, 1 skipped");
    expect(result.summaries).toHaveLength(1);
    expect(result.lines.slice(result.lines.indexOf("Skipped:")).join("\n")).not.toContain("\u001b");
    expect(result.status).toBe(1);
  });

  it("names every skipped test under its file, with its reason, before the last line", () => {
    const result = run({
      "a.test.ts": `${head}it("adds", () => expect(2).toBe(2));\nit.skipIf(true)("draws (skipped: no browser)", () => {});`,
      "b.test.ts": `${head}describe("hosts", () => { it("boots", ({ skip }) => skip("needs root")); it.todo("later"); });`,
    });
    const list = result.lines.slice(result.lines.indexOf("Skipped:"));
    expect(list).toEqual([
      "Skipped:",
      "  a.test.ts",
      "    draws (skipped: no browser)",
      "  b.test.ts",
      "    hosts > boots (needs root)",
      "    hosts > later",
      "",
      "1 passed, 0 failed, 3 skipped",
    ]);
    expect(result.status).toBe(0);
  });

  it("counts a file that cannot be loaded, a broken hook and a stray rejection as failed", () => {
    const result = run({
      "good.test.ts": `${head}it("adds", () => expect(2).toBe(2));`,
      "import.test.ts": `import "./missing";\n${head}it("never", () => expect(1).toBe(1));`,
      "hook.test.ts": `${head}describe("set up", () => { beforeAll(() => { throw new Error("no"); }); it("never", () => {}); });`,
      "stray.test.ts": `${head}it("strays", () => { void Promise.reject(new Error("stray")); expect(1).toBe(1); });`,
    });
    expect(result.last).toBe("2 passed, 3 failed, 1 skipped");
    expect(result.stdout).toContain('set up > never (a hook of "set up" failed)');
    expect(result.status).toBe(1);
  });

  it.each([
    ["there is no test file", {}],
    ["every test is skipped", { "a.test.ts": `${head}it.skip("waits", () => {});` }],
    ["a filter leaves nothing", { "a.test.ts": `${head}it("adds", () => expect(1).toBe(1));` }],
  ])("fails when nothing ran because %s", (reason, files) => {
    const filter = reason.startsWith("a filter") ? ["-t", "no such name"] : [];
    const result = run(files, "--passWithNoTests", ...filter);
    expect(result.last).toMatch(/^0 passed, 0 failed, \d skipped$/);
    expect(result.stdout).toContain("No test ran");
    expect(result.status).toBe(1);
  });
});
