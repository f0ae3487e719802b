import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judgeStack } from "../lib/judgeStack";
import { unwaivable } from "../lib/waivers/waiver";
import { judgedType } from "../types";

const name = "bastide-stack-forbid-generated-secrets-in-user-data";
/** What hosts are started with: stored by Linode in plain text and readable on the host. */
const startedWith: Readonly<Record<string, readonly string[]>> = {
  "linode:index/instance:Instance": ["metadatas", "stackscriptData"],
  "linode:index/stackScript:StackScript": ["script"],
};

/** Knows a secret by where it comes from, so also while its value is unknown and however it is written. */
export const forbidGeneratedSecrets: StackValidationPolicy = {
  name,
  displayName: "No generated secret in user data",
  description: "Nothing that a host is started with is made from a generated password or a bucket's key.",
  severity: "critical",
  framework: enforces("AC-6"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateStack: judgeStack({}, (stack) => {
    for (const [type, properties] of Object.entries(startedWith)) {
      for (const node of stack.ofType(type)) {
        for (const { property, node: used } of node.uses) {
          if (properties.includes(property) && judgedType(used.type)?.secret) {
            stack.report(
              node,
              `puts the secret of "${used.name}" into its \`${property}\``,
              "Hand the secret over once the host is up and has proved who it is.",
            );
          }
        }
      }
    }
  }),
  remediationSteps:
    "Rotate the secret if the change was ever applied, and hand the new one over on the running host.",
  url: documented(name),
};
