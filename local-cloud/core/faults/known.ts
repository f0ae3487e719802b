import { matchesText } from "./match";
import { type FaultRule, ruleSchema } from "./rule";

/** The names that rules can strike by; any other one would never be met. */
export interface KnownNames {
  regions: readonly string[];
  /** Of resources. */
  kinds: readonly string[];
  /** Of jobs. */
  actions: readonly string[];
}

/** How rules are written, where these names are all that there are. */
export type RuleSchema = typeof ruleSchema;

/** The schema of rules, which also refuses names that there are not. */
export function ruleSchemaFor({ regions, kinds, actions }: KnownNames): RuleSchema {
  return ruleSchema.superRefine((rule: FaultRule, context) => {
    const complain = (field: string, message: string): void =>
      context.addIssue({ code: "custom", path: [field], message });
    const { region, kind = [], action } = rule;
    if (region !== undefined && !regions.includes(region))
      complain("region", `There is no region ${region}; there is ${regions.join(", ")}`);
    const strange = kind.filter((one) => !kinds.includes(one));
    if (strange.length > 0)
      complain("kind", `There is no kind ${strange.join(", ")}; there is ${kinds.join(", ")}`);
    if (action !== undefined && !actions.some((one) => matchesText(action, one)))
      complain("action", `There is no job ${action}; there is ${actions.join(", ")}`);
  });
}
