import { performance } from "node:perf_hooks";

import { evaluate } from "../../engine/offline/evaluate";
import { loadProject } from "../../engine/project";
import { readStackConfig } from "../../engine/stackConfig";

/** Evaluates the stack in a folder and prints the seconds that it took, start of Node and loading left out. */
async function main(folder: string, stack: string): Promise<void> {
  const project = loadProject(folder);
  const config = readStackConfig(project, stack);
  require("@pulumi/pulumi");
  require("@pulumi/linode").Instance;
  const start = performance.now();
  const { resources } = await evaluate({ project, stack, config });
  process.stdout.write(
    JSON.stringify({ seconds: (performance.now() - start) / 1000, resources: resources.length }),
  );
}

const [folder = ".", stack = ""] = process.argv.slice(2);
void main(folder, stack);
