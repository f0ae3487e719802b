import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-token-require-scope";
/** What monitoring needs: states and events, no user data, no scripts, no buckets, no account. */
const allowedScopes: ReadonlySet<string> = new Set([
  "events:read_only",
  "nodebalancers:read_only",
  "volumes:read_only",
]);

/** A token knows no data class: with a right to write it would reach every class's systems (DC-6). */
export const requireScope: ResourceValidationPolicy = {
  name,
  displayName: "Tokens only read, and only what they need",
  description:
    "Every token that a stack makes is limited to reading, and to groups that show no class's data or credentials.",
  severity: "critical",
  framework: enforces("AC-6", "DC-6", "CM-6"),
  enforcementLevel: "mandatory",
  validateResource: judge("linode:index/token:Token", { scopes: "refused" }, ({ inputs, report }) => {
    const scopes = String(inputs.scopes ?? "*")
      .split(/[\s,]+/)
      .filter((scope) => scope !== "");
    const wide = scopes.length === 0 || scopes.some((scope) => !allowedScopes.has(scope));
    if (wide) {
      report("opens more than a stack's token may", `Limit \`scopes\` to ${[...allowedScopes].join(", ")}.`);
    }
  }),
  remediationSteps: "Split the token by use, and give each only the scopes that it needs, `read_only`.",
  url: documented(name),
};
