import { writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { afterAll, inject, type RunnerTask, type RunnerTestFile, type RunnerTestSuite } from "vitest";
import { projectRoot } from "../projectFiles";
import { Calls } from "./calls";
import { complaint, isCounted, readClaims } from "./claims";

const calls = new Calls();

/**
 * Holds what docs/local-cloud-coverage.md says of a test file against what the file really called. Where only a part of
 * it ran (`-t`, a tool that isn't there) nothing can be said.
 */
// biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
afterAll(async ({}, suite: Readonly<RunnerTestSuite | RunnerTestFile>) => {
  const file = relative(projectRoot, suite.file.filepath).split(sep).join("/");
  if (!isCounted(file) || !allPassed(suite.file.tasks)) return;
  const routes = await calls.routes();
  const folder = inject("renewedCalls");
  if (folder !== "") {
    writeFileSync(join(folder, `${file.replaceAll("/", "-")}.json`), JSON.stringify({ [file]: routes }));
    return;
  }
  const said = complaint(file, readClaims()[file] ?? [], routes);
  if (said !== undefined) throw new Error(said);
});

function allPassed(tasks: readonly RunnerTask[]): boolean {
  return tasks.every((task) =>
    task.type === "suite" ? allPassed(task.tasks) : task.result?.state === "pass",
  );
}
