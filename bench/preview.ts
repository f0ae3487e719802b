import { join } from "node:path";

import { evaluate } from "../engine/offline/evaluate";
import { loadProject } from "../engine/project";
import { readStackConfig } from "../engine/stackConfig";
import { writeBareProgram } from "./support/bareProgram";
import { type Command, comparePairs } from "./support/pairs";
import type { Bench } from "./support/part";
import type { Entry } from "./support/result";
import { openWorkspace, type Workspace } from "./support/workspace";

const stack = "prod";

async function countTypes(root: string): Promise<Map<string, number>> {
  const project = loadProject(root);
  const { resources } = await evaluate({ project, stack, config: readStackConfig(project, stack) });
  const types = new Map<string, number>();
  for (const { type } of resources) types.set(type, (types.get(type) ?? 0) + 1);
  return types;
}

/**
 * Preview of prod: the engine with program and pack against the same with an empty pack, and against a bare program of as many
 * resources with an empty pack; and offline against the engine.
 */
export async function benchPreview({ root, folder, rounds, say }: Bench): Promise<Entry[]> {
  const workspace = await openWorkspace(root, folder);
  try {
    say(`${rounds} pairs of each`);
    return await comparePreviews(workspace, rounds);
  } finally {
    workspace.close();
  }
}

async function comparePreviews(workspace: Workspace, pairs: number): Promise<Entry[]> {
  const { root, folder, env, pulumi } = workspace;
  if (pulumi === undefined) {
    const reason = "there is no Pulumi CLI on this machine.";
    return [
      { name: "engine preview", reason },
      { name: "the pack in the engine's preview", reason },
      { name: "offline preview", reason },
    ];
  }
  const bareFolder = join(folder, "bare");
  writeBareProgram(bareFolder, join(root, "node_modules"), await countTypes(root));
  const options = workspace.initStack(root, stack);
  const withPack = (pack: string): Command => ({
    argv: [pulumi, "preview", ...options, "--policy-pack", pack],
    cwd: root,
    env,
  });
  const ours = withPack(join(root, "policy-pack"));
  const bare: Command = {
    argv: [
      pulumi,
      "preview",
      ...workspace.initStack(bareFolder, "bare"),
      "--policy-pack",
      join(bareFolder, "pack"),
    ],
    cwd: bareFolder,
    env,
  };
  const offline: Command = {
    argv: [
      process.execPath,
      join(root, "cli/bin/bastide.js"),
      "preview",
      "--stack",
      stack,
      "--out",
      join(folder, "out.txt"),
    ],
    cwd: root,
    env,
  };
  return [
    {
      name: "engine preview of prod with the whole pack",
      ratio: "to the same with an empty pack",
      ...comparePairs(ours, withPack(join(bareFolder, "pack")), pairs),
      unit: "s",
      atMost: 1.2,
    },
    {
      name: "engine preview of prod with the pack",
      ratio: "to a bare precompiled program of as many resources with an empty pack",
      ...comparePairs(ours, bare, pairs),
      unit: "s",
      atMost: 1.25,
    },
    {
      name: "offline preview of prod",
      ratio: "to the engine's preview of prod, both with the pack",
      ...comparePairs(offline, ours, pairs),
      unit: "s",
      atMost: 0.4,
    },
  ];
}
