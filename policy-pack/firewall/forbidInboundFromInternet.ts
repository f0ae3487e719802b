import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { acceptingRules, ruleUnknowns } from "../lib/firewallRules";
import { judge } from "../lib/judge";
import { isOfOwnClass } from "../lib/networks";
import { hasRole } from "../lib/tags";
import { tunnel, tunnelSchema } from "../lib/tunnel";

const name = "linode-firewall-forbid-inbound-from-internet";

/** From outside come only HTTPS to an edge, and the tunnel from peers and from managed devices' networks. */
export const forbidInboundFromInternet: ResourceValidationPolicy = {
  name,
  displayName: "Nothing comes in from the internet",
  description:
    "No firewall accepts traffic from outside, except HTTPS at an edge and the class's own tunnel from peers and managed devices.",
  severity: "critical",
  framework: enforces("NW-1", "AC-3"),
  configSchema: tunnelSchema,
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/firewall:Firewall",
    { ...ruleUnknowns.inbounds, tags: "refused" },
    ({ inputs, settings, report }) => {
      const { port, isPeer } = tunnel(settings);
      const [isEdge, isGateway] = [hasRole(inputs.tags, "edge"), hasRole(inputs.tags, "gateway")];
      for (const { name: rule, protocol, ports, networks, open } of acceptingRules(
        inputs.inbounds,
        "inbounds",
      )) {
        const isPublished = isEdge && protocol === "TCP" && ports === "443";
        const isTunnel = isGateway && protocol === "UDP" && ports === String(port);
        const isExpected = networks.every(
          (from) => isOfOwnClass(from) || isPublished || (isTunnel && isPeer(from)),
        );
        if (open || !isExpected) {
          report(
            `accepts traffic from outside its class in rule ${rule}`,
            `Accept only the class's private networks, TCP 443 at an edge, or UDP ${port} on a gateway from single peers and managed devices' networks.`,
          );
        }
      }
    },
  ),
  remediationSteps: "Narrow the rule's addresses, or declare the network under `bastide:managedDevices`.",
  url: documented(name),
};
