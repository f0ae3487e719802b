import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judgeTypes } from "../lib/judge";
import { hasRole } from "../lib/tags";
import { judgedType, typesWith } from "../types";

const name = "bastide-resource-require-protection";

/** Pulumi refuses to delete what is protected: a mistake in the program can't take data with it. */
export const requireProtection: ResourceValidationPolicy = {
  name,
  displayName: "Stateful resources are protected",
  description:
    "Every resource that holds data, or an identity that can't be made again, is protected from deletion.",
  severity: "high",
  framework: enforces("BC-2", "BC-4"),
  enforcementLevel: "mandatory",
  validateResource: judgeTypes(
    typesWith("protect"),
    { tags: "refused", reserved: "refused" },
    ({ type, inputs, options, report }) => {
      const when = judgedType(type)?.protect;
      const isExempt =
        (when === "data" && !hasRole(inputs.tags, "data")) ||
        (when === "reserved" && inputs.reserved !== true);
      if (!isExempt && !options.protect) {
        report(
          "would be deleted together with its data, key or address when the program no longer mentions it",
          "Set the resource option `protect: true`.",
        );
      }
    },
  ),
  remediationSteps:
    "Set `protect: true`. To delete it on purpose, lift the protection in a change of its own.",
  url: documented(name),
};
