import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judgeStack } from "../lib/judgeStack";
import { strings } from "../lib/plain";
import { secretIn } from "../lib/secrets";
import { unwaivable } from "../lib/waivers/waiver";
import { judgedType } from "../types";

const name = "bastide-stack-forbid-secrets-in-outputs";
/** The outputs of generated secrets; shorter ones would be found by chance. */
const secretOutputs = [
  ...["result", "secretKey", "token", "base64", "hex"],
  ...["key", "signingKey", "identity", "tunnelPrivateKey"],
] as const;
const shortest = 16;

/** Outputs are printed by every update and read by other stacks. A policy can't see that one is marked as secret. */
export const forbidSecretsInOutputs: StackValidationPolicy = {
  name,
  displayName: "No secrets in outputs",
  description: "No output of a stack holds a generated secret, a key, a password or a token.",
  severity: "high",
  framework: enforces("AC-6"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ "*": "at up" }, (stack) => {
    const secrets = stack.nodes
      .filter(({ type }) => judgedType(type)?.secret)
      .flatMap((node) => secretOutputs.flatMap((output) => strings(node.value(output))))
      .filter((secret) => secret.length >= shortest);
    for (const root of stack.ofType("pulumi:pulumi:Stack")) {
      const texts = strings(root.value("*"));
      if (
        texts.some((text) => secretIn(text) !== undefined || secrets.some((secret) => text.includes(secret)))
      ) {
        stack.report(
          root,
          "has an output that holds a secret",
          "Remove the output and hand the secret to the host that needs it.",
        );
      }
    }
  }),
  remediationSteps: "Remove the output, and rotate the secret: it has been printed.",
  url: documented(name),
};
