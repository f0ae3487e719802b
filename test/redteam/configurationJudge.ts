import { evaluate } from "../../engine/offline/evaluate";
import type { EvaluatedResource } from "../../engine/offline/resource";
import { loadProject } from "../../engine/project";
import { readStackConfig } from "../../engine/stackConfig";
import { readConfig } from "../../infra/config";
import { rawOf, type Values } from "../support/infraConfigs";
import { type Refusal, refusalsOf } from "./stack";

/** Who refuses a configuration for the right reason; `undefined` when nobody does. */
export type Refuser = "program" | "pack" | undefined;

/**
 * Asks those who are asked in a preview, cheapest first: the pack's rules about configuration, the program's own validation,
 * and then all rules about what the program makes of it.
 *
 * @param resources production as it is, for the rules that are asked with the stack itself
 */
export async function refuserOf(
  values: Values,
  resources: readonly EvaluatedResource[],
  root: string,
  isRight: (refusals: readonly Refusal[]) => boolean,
): Promise<Refuser> {
  const raw = rawOf(values);
  const before = process.env.PULUMI_CONFIG;
  process.env.PULUMI_CONFIG = JSON.stringify(raw);
  try {
    const itself = resources.filter(({ type }) => type === "pulumi:pulumi:Stack");
    if (isRight(refusalsOf(itself, new Set(itself.map(({ urn }) => urn)), isRight))) {
      return "pack";
    }
    if (!readConfig(raw, new Date()).ok) {
      return "program";
    }
    const project = loadProject(root);
    const config = { ...readStackConfig(project, "prod"), values: raw };
    const made = (await evaluate({ project, stack: "prod", config })).resources;
    return isRight(refusalsOf(made, new Set(made.map(({ urn }) => urn)), isRight)) ? "pack" : undefined;
  } finally {
    if (before === undefined) {
      delete process.env.PULUMI_CONFIG;
    } else {
      process.env.PULUMI_CONFIG = before;
    }
  }
}
