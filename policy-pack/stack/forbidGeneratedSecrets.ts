import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judgeStack } from "../lib/judgeStack";
import { unwaivable } from "../lib/waivers/waiver";
import { judgedType } from "../types";

const name = "bastide-stack-forbid-generated-secrets-in-plain-text";
/** Where a secret is kept as one. Everything else Linode stores in plain text and shows, user data on the host as well. */
const keptSecret: Readonly<Record<string, readonly string[]>> = {
  "linode:index/objectStorageBucket:ObjectStorageBucket": ["accessKey", "secretKey"],
  "pulumi:providers:linode": ["token"],
  "bastide:index:HostIdentity": ["authority", "authorityKey"],
  "bastide:index:HostMessage": ["access", "recipient", "secrets", "signingKey"],
  "bastide:index:HostTicket": ["access", "identity", "verifyKey"],
};

/** Knows a secret by where it comes from, so also while its value is unknown and however it is written. */
export const forbidGeneratedSecrets: StackValidationPolicy = {
  name,
  displayName: "No generated secret in plain text",
  description:
    "No argument that is kept in plain text is made from a generated password, a token or a bucket's key.",
  severity: "critical",
  framework: enforces("AC-6"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateStack: judgeStack({}, (stack) => {
    for (const node of stack.nodes) {
      const isJudged = judgedType(node.type) !== undefined;
      for (const { property, node: used } of isJudged ? node.uses : []) {
        if (judgedType(used.type)?.secret && !keptSecret[node.type]?.includes(property)) {
          stack.report(
            node,
            `puts the secret of "${used.name}" into its \`${property}\``,
            "Hand the secret over once the host is up and has proved who it is.",
          );
        }
      }
    }
  }),
  remediationSteps:
    "Rotate the secret if the change was ever applied, and hand the new one over on the running host.",
  url: documented(name),
};
