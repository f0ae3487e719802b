import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { secretInside } from "../lib/secrets";
import { withoutTicket } from "../lib/ticket";
import { unwaivable } from "../lib/waivers/waiver";

const name = "linode-instance-forbid-secrets-in-user-data";

/** User data is readable on the host by every process and stays with Linode for the instance's life. */
export const forbidSecretsInUserData: ResourceValidationPolicy = {
  name,
  displayName: "No secrets in user data",
  description:
    "What an instance is started with holds no key, password or token in plain sight, but a ticket that is good for one use and a day.",
  severity: "critical",
  framework: enforces("AC-6"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/instance:Instance",
    { "metadatas[].userData": "at up", stackscriptData: "at up" },
    ({ inputs, report }) => {
      for (const key of ["metadatas", "stackscriptData"] as const) {
        const found = secretInside(key === "metadatas" ? inputs[key] : withoutTicket(inputs[key]), true);
        if (found !== undefined) {
          report(
            `carries ${found} in \`${key}\``,
            "Create the secret on the host, or hand it over once the host is up and has proved who it is.",
          );
        }
      }
    },
  ),
  remediationSteps:
    "Rotate the secret, since it has been stored in plain text, and create it on the host instead.",
  url: documented(name),
};
