import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { InvalidConfiguration } from "./errors";
import { git } from "./git";
import type { EvaluatedResource } from "./offline/resource";
import { loadProject, type Project } from "./project";
import { readStackConfig } from "./stackConfig";

/** Why the base can't be compared with, as a sentence for the report. */
export class BaseUnavailable extends Error {}

/** What the stack was at the base. */
export interface Base {
  /** The ref with the commit that it named: `main (1a2b3c4)`. */
  readonly name: string;
  readonly resources: readonly EvaluatedResource[];
}

/**
 * Evaluates the stack as it was at a git ref: the base's own program and configuration, unpacked into a temporary folder, with the
 * packages of this checkout. Nothing is fetched, and neither checkout nor index is touched; no hook runs.
 *
 * Pulumi's runtime is one object per process, so no other evaluation may be under way.
 *
 * @param asOf a day that the base's program takes for today
 * @throws BaseUnavailable where there is no such ref, no such stack there, or its program fails.
 */
export async function evaluateAt(ref: string, project: Project, stack: string, asOf?: Date): Promise<Base> {
  const commit = commitOf(ref, project);
  const folder = mkdtempSync(join(tmpdir(), "bastide-base-"));
  try {
    unpack(commit, project, folder);
    const { evaluate } = require("./offline/evaluate") as typeof import("./offline/evaluate");
    const base = loadProject(folder);
    const evaluation = await evaluate({
      project: base,
      stack,
      config: readStackConfig(base, stack),
      asOf,
    });
    return { name: `${ref} (${commit.slice(0, 7)})`, resources: evaluation.resources };
  } catch (error) {
    throw new BaseUnavailable(`Not compared with ${ref} (${commit.slice(0, 7)}): ${reason(error)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commitOf(ref: string, project: Project): string {
  try {
    return git(
      project.root,
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${ref}^{commit}`,
    ).trim();
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new BaseUnavailable(
      missing
        ? `Not compared with ${ref}: git is not installed.`
        : `Not compared with ${ref}: there is no such file and no such commit here. A shallow clone has only the newest; fetch the base, or give a report of it made with --format json.`,
    );
  }
}

function unpack(commit: string, project: Project, folder: string): void {
  const prefix = git(project.root, "rev-parse", "--show-prefix").trim();
  const archive = join(folder, "base.tar");
  git(project.root, "archive", "--format=tar", `--output=${archive}`, `${commit}:${prefix}`);
  execFileSync("tar", ["-xf", archive, "-C", folder], { stdio: "ignore" });
  rmSync(archive);
  for (let above = project.root; above !== dirname(above); above = dirname(above)) {
    const packages = join(above, "node_modules");
    if (existsSync(packages)) {
      mkdirSync(folder, { recursive: true });
      symlinkSync(packages, join(folder, "node_modules"), "junction");
      return;
    }
  }
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const first = (message.split("\n")[0] ?? "").replace(/\.$/, "");
  const details = error instanceof InvalidConfiguration ? ` (${error.problems[0]?.message ?? ""})` : "";
  return `its stack can't be evaluated: ${first}${details}.`;
}
