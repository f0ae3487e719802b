import type { ResourceValidationPolicy } from "@pulumi/policy";
import { argumentsOfTypes } from "../arguments";
import { documented, enforces } from "../lib/controls";
import { judgeTypes } from "../lib/judge";
import { type Objection, review } from "../lib/review";

const name = "bastide-resource-require-reviewed-arguments";

/** A newer provider brings arguments that no rule looks at, and a known one may weaken what is safe by default. */
export const requireReviewedArguments: ResourceValidationPolicy = {
  name,
  displayName: "Arguments are reviewed",
  description:
    "Every argument of a judged resource is one that a policy looks at or that a review has found harmless, and none weakens a default.",
  severity: "high",
  framework: enforces("CM-9", "CM-7", "DC-6"),
  enforcementLevel: "mandatory",
  validateResource: judgeTypes(
    Object.keys(argumentsOfTypes),
    { "*": "given" },
    ({ type, inputs, report }) => {
      for (const { path, argument } of review(inputs["*"] ?? null, argumentsOfTypes[type] ?? {})) {
        report(...wording({ path, argument }));
      }
    },
  ),
  remediationSteps:
    "Remove the argument, or have it reviewed in a pull request that adds it to policy-pack/arguments.",
  url: documented(name),
};

function wording({ path, argument }: Objection): [problem: string, fix: string] {
  const see = 'To have it reviewed, see "An argument that is refused" in docs/policies.md.';
  switch (argument?.verdict) {
    case "refused":
      return [`gives \`${path}\`, which the pack refuses`, `Remove it. ${argument.reason} ${see}`];
    case "limited":
      return [
        `gives \`${path}\` another value than the pack allows`,
        `Remove it, or give only ${argument.allowed}. ${argument.reason} ${see}`,
      ];
    case "judged":
      return [
        `has a \`${path}\` that is not known before it is created, so relations can't be judged`,
        `Give \`${path}\` as a plain value.`,
      ];
    default:
      return [`gives \`${path}\`, which the pack does not know in this form`, `Remove it. ${see}`];
  }
}
