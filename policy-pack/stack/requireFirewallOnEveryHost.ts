import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { firewallsOf, hostTypes, isCoveredThroughout, misattached } from "../lib/coverage";
import { judgeStack } from "../lib/judgeStack";
import { isOfOneRole } from "../lib/tags";

const name = "bastide-stack-require-firewall-on-every-host";

/** Linode enforces one firewall a host and picks silently which; so we want exactly one, and ours. */
export const requireFirewallOnEveryHost: StackValidationPolicy = {
  name,
  displayName: "Every host is behind its own class's firewall",
  description:
    "Every instance and load balancer is behind exactly one firewall of this stack, of its own data class and role, from its creation on.",
  severity: "critical",
  framework: enforces("NW-2", "NW-1", "DC-6"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ entityType: "refused", tags: "refused" }, (stack) => {
    for (const attachment of misattached(stack.ofType)) {
      stack.report(
        attachment,
        "attaches a host as something else than it is, and Linode takes whatever else has that number",
        "Set `entityType` to `linode` for an `Instance` and to `nodebalancer` for a `NodeBalancer`.",
      );
    }
    for (const [type, kind] of Object.entries(hostTypes)) {
      for (const host of stack.ofType(type)) {
        const [firewall, ...others] = firewallsOf(host, kind);
        if (firewall && !isCoveredThroughout(host)) {
          stack.report(
            host,
            "is not kept behind its firewall from its first second on",
            "Name the firewall in `firewallId`; where `ignoreChanges` names that too, add a `FirewallAttachment`.",
          );
        }
        if (firewall === undefined || others.length > 0) {
          stack.report(
            host,
            firewall === undefined
              ? "is behind no firewall of this stack"
              : "is behind more than one firewall",
            "Name one firewall of its class in `firewallId`, and the same one in its `FirewallAttachment`.",
          );
        } else if (stack.classOf(firewall) !== stack.classOf(host) || !isOfOneRole(firewall, host)) {
          stack.report(
            host,
            `is behind the firewall "${firewall.name}", which is not of its class and role`,
            "Give the class a firewall of its own for each role and attach that one.",
          );
        }
      }
    }
  }),
  remediationSteps:
    "Create a firewall for the class and role, and attach it by `firewallId` and `FirewallAttachment`.",
  url: documented(name),
};
