import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-stack-script-forbid-public";

/** A public script can be read by every customer of Linode, and can never be made private again. */
export const forbidPublic: ResourceValidationPolicy = {
  name,
  displayName: "Scripts are private",
  description: "No script that starts hosts can be read by other customers of Linode.",
  severity: "high",
  framework: enforces("CM-6", "CM-7"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/stackScript:StackScript",
    { isPublic: "refused" },
    ({ inputs, report }) => {
      if ((inputs.isPublic ?? false) !== false) {
        report("is public", "Remove `isPublic`: a script that was public once stays public.");
      }
    },
  ),
  remediationSteps: "Make a new private script and delete the public one.",
  url: documented(name),
};
