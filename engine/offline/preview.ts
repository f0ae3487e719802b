import type { GivenPackConfig } from "../packConfig";
import type { Preview } from "../preview";
import type { Project } from "../project";
import type { StackConfig } from "../stackConfig";
import type { Verdict } from "../verdict";
import { type Evaluation, evaluate } from "./evaluate";
import { beginJudging } from "./judge";
import type { PackProcess } from "./packProcess";

export interface OfflinePreviewOptions {
  readonly project: Project;
  readonly stack: string;
  readonly config: StackConfig;
  /** The policy pack, started before this module is loaded: Pulumi's SDK alone takes half a second. */
  readonly pack: Promise<PackProcess>;
  /** The day that the pack was started with. */
  readonly asOf?: Date | undefined;
  readonly packConfig?: GivenPackConfig | undefined;
  readonly onPhase?: (phase: string) => void;
}

/** An offline preview with what it was made of, for `up`, which goes on from there. */
export interface OfflinePreview extends Preview {
  readonly evaluation: Evaluation;
  readonly config: StackConfig;
}

/** Evaluates the program and asks the policy pack: no CLI, account, token or state. */
export async function previewOffline(options: OfflinePreviewOptions): Promise<OfflinePreview> {
  const { project, stack, config } = options;
  options.onPhase?.("Evaluating the program and asking the policy pack");
  const { evaluation, verdict } = await evaluateAndJudge(options);
  return {
    way: "offline",
    project: project.name,
    stack,
    file: config.file,
    resources: evaluation.resources,
    verdict,
    notes: notesOn(evaluation, config),
    asOf: options.asOf,
    evaluation,
    config,
  };
}

async function evaluateAndJudge({
  project,
  stack,
  config,
  pack,
  asOf,
  packConfig,
}: OfflinePreviewOptions): Promise<{ evaluation: Evaluation; verdict: Verdict }> {
  const judging = beginJudging({ project: project.name, stack, config, pack, packConfig });
  let evaluation: Evaluation;
  try {
    evaluation = await evaluate({ project, stack, config, asOf, onRegistered: judging.ask });
  } catch (error) {
    judging.abandon();
    throw error;
  }
  return { evaluation, verdict: await judging.verdict(evaluation.resources) };
}

function notesOn(evaluation: Evaluation, config: StackConfig): string[] {
  const notes = [...evaluation.messages];
  if (config.secretKeys.length > 0) {
    notes.push(`Not decrypted, so unknown here: ${config.secretKeys.join(", ")}.`);
  }
  if (evaluation.unanswered.length > 0) {
    notes.push(
      `Only a provider can answer these calls; they were left empty: ${evaluation.unanswered.join(", ")}.`,
    );
  }
  return notes;
}
