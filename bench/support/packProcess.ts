import { join } from "node:path";
import { performance } from "node:perf_hooks";

import { evaluate } from "../../engine/offline/evaluate";
import { judge } from "../../engine/offline/judge";
import { startPack } from "../../engine/offline/packProcess";
import { loadProject } from "../../engine/project";
import { readStackConfig } from "../../engine/stackConfig";

/** Evaluates the stack in a folder and prints the seconds that the pack took to judge it; its start is left out. */
async function main(root: string, folder: string, stack: string): Promise<void> {
  const project = loadProject(folder);
  const config = readStackConfig(project, stack);
  const evaluation = await evaluate({ project, stack, config });
  const pack = await startPack(join(root, "policy-pack"), {
    project: project.name,
    stack,
    values: config.values,
  });
  const start = performance.now();
  const verdict = await judge({ evaluation, config, pack: Promise.resolve(pack) });
  const seconds = (performance.now() - start) / 1000;
  const failed = verdict.violations.filter(({ couldNotRun }) => couldNotRun);
  if (failed.length > 0) throw new Error(`Rules could not run: ${failed.map(({ policy }) => policy)}.`);
  process.stdout.write(JSON.stringify({ seconds, resources: verdict.judged }));
}

const [root = ".", folder = ".", stack = ""] = process.argv.slice(2);
void main(root, folder, stack);
