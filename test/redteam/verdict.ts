import type { EvaluatedResource } from "../../engine/offline/resource";
import { refuserOf } from "./configurationJudge";
import type { ConfigurationMutant } from "./configurationMutants";
import { argumentFor } from "./harmless";
import type { Argument } from "./harmless/argument";
import type { Mutant } from "./mutant";
import { isRight } from "./rightControls";
import { type Refusal, refusalsOf } from "./stack";

/** What becomes of a mutant. Only one that nobody refuses at all may be argued harmless. */
export type Verdict =
  | { readonly kind: "refused"; readonly by: "pack" | "program"; readonly refusals: readonly Refusal[] }
  | { readonly kind: "argued"; readonly argument: Argument }
  /** By whom it was refused for the wrong reason, if by anybody. */
  | { readonly kind: "escaped"; readonly wrongly: readonly string[] };

/** Asks the pack about a changed stack. */
export function verdictOf(mutant: Mutant): Verdict {
  const enough = (refusals: readonly Refusal[]) => isRight(mutant, refusals);
  const refusals = refusalsOf(mutant.resources, mutant.changed, enough);
  if (enough(refusals)) {
    return { kind: "refused", by: "pack", refusals };
  }
  const argument = refusals.length === 0 ? argumentFor(mutant) : undefined;
  return argument
    ? { kind: "argued", argument }
    : { kind: "escaped", wrongly: [...new Set(refusals.map(({ policy }) => policy))] };
}

/** Asks the pack and the program about a changed configuration. @param resources production as it is */
export async function verdictOfConfiguration(
  mutant: ConfigurationMutant,
  resources: readonly EvaluatedResource[],
  root: string,
): Promise<Verdict> {
  const by = await refuserOf(mutant.values, resources, root, (refusals) => isRight(mutant, refusals));
  if (by !== undefined) {
    return { kind: "refused", by, refusals: [] };
  }
  const argument = argumentFor(mutant);
  return argument ? { kind: "argued", argument } : { kind: "escaped", wrongly: [] };
}
