import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Evaluation, evaluate } from "../../engine/offline/evaluate";
import type { EvaluatedResource } from "../../engine/offline/resource";
import { loadProject, type Project } from "../../engine/project";
import { findEngine } from "../../engine/pulumi/find";
import { readStackConfig } from "../../engine/stackConfig";

export const root = resolve(__dirname, "..", "..");
export const fixtures = join(__dirname, "fixtures");
export const packFolder = join(fixtures, "pack");
export const program: Project = loadProject(join(fixtures, "program"));

export function evaluateFixture(stack = "dev"): Promise<Evaluation> {
  return evaluate({ project: program, stack, config: readStackConfig(program, stack) });
}

export function named(
  evaluation: { readonly resources: readonly EvaluatedResource[] },
  name: string,
): EvaluatedResource {
  const found = evaluation.resources.find((resource) => resource.name === name);
  if (found === undefined) {
    throw new Error(`There is no resource ${name}`);
  }
  return found;
}

/** A copy of a fixture that a test may write into; removed at the end of the process. */
export function copyOf(fixture: string): string {
  const folder = mkdtempSync(join(tmpdir(), `bastide-${fixture}-`));
  cpSync(join(fixtures, fixture), folder, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Why tests of the engine are skipped; empty where it can be used. */
export const noEngine = ((): string => {
  const found = findEngine(program);
  if (!found.usable) {
    return found.reason;
  }
  return found.engine.hasPlugins ? "" : "the providers are not installed";
})();

/** A test's name, with the reason where it is skipped. */
export function withEngine(name: string): string {
  return noEngine === "" ? name : `${name} (skipped: ${noEngine})`;
}
