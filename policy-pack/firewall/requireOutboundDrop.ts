import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-firewall-require-outbound-drop";

/** What no rule names is dropped on its way out. */
export const requireOutboundDrop: ResourceValidationPolicy = {
  name,
  displayName: "Firewalls drop outbound traffic by default",
  description: "Every firewall drops outbound traffic that no rule names.",
  severity: "high",
  framework: enforces("NW-1", "NW-4"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/firewall:Firewall",
    { outboundPolicy: "refused" },
    ({ inputs, report }) => {
      if (inputs.outboundPolicy !== "DROP") {
        report("lets outbound traffic out that no rule names", "Set `outboundPolicy` to `DROP`.");
      }
    },
  ),
  remediationSteps: 'Set `outboundPolicy: "DROP"` and write a rule for each flow that is meant.',
  url: documented(name),
};
