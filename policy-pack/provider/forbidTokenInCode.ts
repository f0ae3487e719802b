import type { ResourceValidationPolicy } from "@pulumi/policy";
import { configurationValues } from "../lib/configurationValues";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { unwaivable } from "../lib/waivers/waiver";

const name = "linode-provider-forbid-token-in-code";

/** An empty token is none. */
function isFromOutside(token: string): boolean {
  return token === "" || token === process.env.LINODE_TOKEN || configurationValues().has(token);
}

/** The SDK shows secrets in plain text, so where a token comes from is told by where else it is: configuration or environment. */
export const forbidTokenInCode: ResourceValidationPolicy = {
  name,
  displayName: "No token in the program",
  description:
    "No provider is given a token that is written in the program; it comes from the stack's configuration or the environment.",
  severity: "critical",
  framework: enforces("AC-6", "SD-1"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateResource: judge("pulumi:providers:linode", { token: "at up" }, ({ inputs, report }) => {
    if (typeof inputs.token === "string" && !isFromOutside(inputs.token)) {
      report(
        "is given a token that is written in the program",
        "Revoke the token, and set another by `pulumi config set --secret linode:token` or in `LINODE_TOKEN`.",
      );
    }
  }),
  remediationSteps:
    "Revoke the token: it is in the repository's history. Set a new one as a secret of the stack.",
  url: documented(name),
};
