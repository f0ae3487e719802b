import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { strings } from "../lib/plain";
import { secretIn } from "../lib/secrets";
import { unwaivable } from "../lib/waivers/waiver";

const name = "linode-stack-script-forbid-secrets";

/** Linode keeps every revision of a script. */
export const forbidSecrets: ResourceValidationPolicy = {
  name,
  displayName: "No secrets in scripts",
  description: "No script that starts hosts holds a key, password or token in plain sight.",
  severity: "critical",
  framework: enforces("AC-6"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/stackScript:StackScript",
    { script: "at up" },
    ({ inputs, report }) => {
      const found = strings(inputs.script)
        .map(secretIn)
        .find((kind) => kind !== undefined);
      if (found !== undefined) {
        report(`carries ${found} in its text`, "Create the secret on the host instead.");
      }
    },
  ),
  remediationSteps:
    "Rotate the secret, since Linode keeps every revision, and create it on the host instead.",
  url: documented(name),
};
