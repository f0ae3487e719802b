import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-firewall-require-inbound-drop";

/** What no rule names is dropped on its way in. */
export const requireInboundDrop: ResourceValidationPolicy = {
  name,
  displayName: "Firewalls drop inbound traffic by default",
  description: "Every firewall drops inbound traffic that no rule names.",
  severity: "critical",
  framework: enforces("NW-1"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/firewall:Firewall",
    { inboundPolicy: "refused" },
    ({ inputs, report }) => {
      if (inputs.inboundPolicy !== "DROP") {
        report("lets inbound traffic in that no rule names", "Set `inboundPolicy` to `DROP`.");
      }
    },
  ),
  remediationSteps: 'Set `inboundPolicy: "DROP"` and write a rule for each flow that is meant.',
  url: documented(name),
};
