import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judgeTypes } from "../lib/judge";
import { unwaivable } from "../lib/waivers/waiver";
import { resourceTypes } from "../types";

const name = "bastide-resource-require-known-type";
/** `linode:index/vpc:Vpc`: only providers have types of this form, components need not. */
const providerType =
  /^[^:]+:[^:]*\/[^:]*:[^:]+$|^(?:linode|random|bastide:index|pulumi|pulumi-nodejs)(?::|$)/;

/** What the pack does not know it can't judge; a component is only a name for what it contains. */
export const requireKnownType: ResourceValidationPolicy = {
  name,
  displayName: "Resource types are reviewed",
  description:
    "Every resource is of a type that the pack has rules for, or that a review has found harmless.",
  severity: "high",
  framework: enforces("CM-9", "EX-2", "DC-6"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateResource: judgeTypes(undefined, {}, ({ type, hasProvider, report }) => {
    const entry = Object.hasOwn(resourceTypes, type) ? resourceTypes[type] : undefined;
    if (entry?.verdict === "refused") {
      report(
        `is of the type \`${type}\`, which the pack refuses`,
        `${entry.reason} To have it reviewed, see "A type that is refused" in docs/policies.md.`,
      );
    }
    if (entry === undefined && (hasProvider || providerType.test(type))) {
      report(
        `is of the type \`${type}\`, which the pack does not know`,
        'To have it reviewed, see "A type that is refused" in docs/policies.md.',
      );
    }
  }),
  remediationSteps:
    "Use a reviewed type, or add the type with its rules to policy-pack/types.ts in a pull request.",
  url: documented(name),
};
