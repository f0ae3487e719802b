import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { loadProject } from "../../engine/project";
import { findEngine } from "../../engine/pulumi/find";
import { seconds } from "./pairs";

/** What previews need: a local cloud to talk to, and a state of its own. */
export interface Workspace {
  readonly root: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** The CLI; undefined where this machine has none. */
  readonly pulumi: string | undefined;
  /** Makes a stack in a project and gives the arguments that every command on it takes. */
  initStack(project: string, stack: string): string[];
  close(): void;
}

interface Cloud {
  readonly url: string;
  readonly caFile: string;
  stop(): void;
}

/** Starts a local cloud as a process of its own: the commands that are timed would block it here. */
function startCloud(root: string): Promise<Cloud> {
  const child = spawn(
    process.execPath,
    ["-r", "tsx/cjs", join(root, "local-cloud/main.ts"), "--port", "0", "--json"],
    { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
  );
  return new Promise((resolve, reject) => {
    child.on("exit", (code) => reject(new Error(`The local cloud ended with ${code}.`)));
    child.stdout.once("data", (line: Buffer) => {
      const { url, caFile } = JSON.parse(line.toString()) as { url: string; caFile: string };
      resolve({ url, caFile, stop: () => child.kill() });
    });
  });
}

/** Opens a workspace in a folder. */
export async function openWorkspace(root: string, folder: string): Promise<Workspace> {
  mkdirSync(join(folder, "state"));
  const cloud = await startCloud(root);
  const found = findEngine(loadProject(root));
  const env = {
    LINODE_URL: cloud.url,
    LINODE_TOKEN: "bench",
    AWS_CA_BUNDLE: cloud.caFile,
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const pulumi = found.usable ? found.engine.path : undefined;
  return {
    root,
    folder,
    env,
    pulumi,
    initStack(project, stack) {
      if (pulumi === undefined) throw new Error("There is no Pulumi CLI on this machine.");
      // `stack init` writes its salt into the project's own folder, so it is given one where that does no harm.
      const init = join(folder, `init-${stack}`);
      const file = join(init, `Pulumi.${stack}.yaml`);
      mkdirSync(init);
      copyFileSync(join(project, "Pulumi.yaml"), join(init, "Pulumi.yaml"));
      if (project === root) copyFileSync(join(root, `Pulumi.${stack}.yaml`), file);
      seconds({ argv: [pulumi, "stack", "init", stack, "--non-interactive"], cwd: init, env });
      return ["-s", stack, "--config-file", file, "--non-interactive"];
    },
    close: () => cloud.stop(),
  };
}
