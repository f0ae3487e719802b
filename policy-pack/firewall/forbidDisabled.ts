import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-firewall-forbid-disabled";

/** A disabled firewall covers its hosts on paper only. */
export const forbidDisabled: ResourceValidationPolicy = {
  name,
  displayName: "Firewalls are in force",
  description: "No firewall is disabled.",
  severity: "critical",
  framework: enforces("NW-1", "NW-2"),
  enforcementLevel: "mandatory",
  validateResource: judge("linode:index/firewall:Firewall", { disabled: "refused" }, ({ inputs, report }) => {
    if ((inputs.disabled ?? false) !== false) {
      report("is disabled, so everything behind it is open", "Remove `disabled`.");
    }
  }),
  remediationSteps: "Remove `disabled`. To stop traffic in an emergency, remove accepting rules instead.",
  url: documented(name),
};
