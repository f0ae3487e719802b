import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { acceptingRules, ruleUnknowns } from "../lib/firewallRules";
import { judge } from "../lib/judge";
import { isOfOwnClass, isSingleAddress } from "../lib/networks";
import { hasRole } from "../lib/tags";

const name = "linode-firewall-forbid-open-outbound";
/** A gateway's proxy reaches the internet by name on this port; its resolver and clock reach single addresses. */
const proxyPort = "443";

/** The proxy's own list of names narrows what is open here (NW-4). */
export const forbidOpenOutbound: ResourceValidationPolicy = {
  name,
  displayName: "Outbound traffic is an allow-list",
  description: "No firewall lets traffic out to networks at large, except a gateway's proxy to HTTPS.",
  severity: "high",
  framework: enforces("NW-4", "NW-1"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/firewall:Firewall",
    { ...ruleUnknowns.outbounds, tags: "refused" },
    ({ inputs, report }) => {
      const isGateway = hasRole(inputs.tags, "gateway");
      for (const { name: rule, protocol, ports, networks, open } of acceptingRules(
        inputs.outbounds,
        "outbounds",
      )) {
        const isProxy = isGateway && protocol === "TCP" && ports === proxyPort;
        const isNarrow = networks.every(
          (to) => isOfOwnClass(to) || (isSingleAddress(to) && ports !== undefined),
        );
        if (!isProxy && (open || !isNarrow)) {
          report(
            `lets traffic out at large in rule ${rule}`,
            "Name the class's private networks or single addresses with ports; only a gateway's proxy may reach TCP 443 anywhere.",
          );
        }
      }
    },
  ),
  remediationSteps: "Send the traffic through the gateway's proxy and add the name to `bastide:egress`.",
  url: documented(name),
};
