import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { field, list } from "../lib/plain";

const name = "linode-instance-require-explicit-interfaces";
const purposes: readonly unknown[] = ["public", "vpc"];

/** An instance without `interfaces` gets a public one; one on a VLAN is never filtered by Cloud Firewall. */
export const requireExplicitInterfaces: ResourceValidationPolicy = {
  name,
  displayName: "Instances declare their interfaces",
  description:
    "Every instance declares its network interfaces, and each of them passes through Cloud Firewall.",
  severity: "high",
  framework: enforces("NW-1", "NW-2"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/instance:Instance",
    { "interfaces[].purpose": "refused" },
    ({ inputs, report }) => {
      const interfaces = list(inputs.interfaces, "interfaces");
      if (interfaces.length === 0) {
        report(
          "declares no network interface and would get a public one",
          "Declare every interface in `interfaces`, with purpose `vpc` or, on a gateway or edge node, `public`.",
        );
      }
      if (interfaces.some((item) => !purposes.includes(field(item, "purpose")))) {
        report(
          "has an interface that Cloud Firewall does not filter",
          "Use interfaces of purpose `vpc` or `public` only; traffic on a VLAN passes no firewall.",
        );
      }
    },
  ),
  remediationSteps: "List the instance's `interfaces`, each with purpose `vpc` or `public`.",
  url: documented(name),
};
