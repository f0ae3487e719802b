import { evaluate } from "../../engine/offline/evaluate";
import type { EvaluatedResource } from "../../engine/offline/resource";
import { loadProject } from "../../engine/project";
import { readStackConfig } from "../../engine/stackConfig";

/** Production as the program makes it today, and the pack set up for it. */
export async function openProd(root: string, stack = "prod"): Promise<readonly EvaluatedResource[]> {
  const project = loadProject(root);
  const config = readStackConfig(project, stack);
  process.env.PULUMI_CONFIG = JSON.stringify(config.values);
  return (await evaluate({ project, stack, config })).resources;
}
