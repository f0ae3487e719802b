import type { ResourceValidationPolicy } from "@pulumi/policy";
import { day } from "../lib/configuration/dates";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-token-require-expiry";
const longest = 90;

/** A token without an end outlives the people and the service that it was made for; one that has ended serves nothing. */
export const requireExpiry: ResourceValidationPolicy = {
  name,
  displayName: "Tokens end",
  description: "Every token that a stack makes ends within ninety days.",
  severity: "high",
  framework: enforces("AC-6", "AC-5"),
  enforcementLevel: "mandatory",
  validateResource: judge("linode:index/token:Token", { expiry: "refused" }, ({ inputs, report }) => {
    const end = typeof inputs.expiry === "string" ? Date.parse(inputs.expiry) : Number.NaN;
    const left = (end - Date.now()) / day;
    if (Number.isNaN(end) || left > longest) {
      report(
        "does not end soon",
        `Set \`expiry\` to a time within ${longest} days, such as \`2026-12-31T00:00:00Z\`.`,
      );
    } else if (left < 0) {
      report("has ended", "Make a new token for what still needs one, and remove this one.");
    }
  }),
  remediationSteps: "Set `expiry` within ninety days, and replace the token before it ends.",
  url: documented(name),
};
