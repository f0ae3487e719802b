import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { firewallsOf } from "../lib/coverage";
import { acceptingRules } from "../lib/firewallRules";
import type { Node } from "../lib/graph";
import { judgeStack } from "../lib/judgeStack";
import { isPrivate } from "../lib/networks";

const name = "bastide-stack-require-balancer-for-published-ports";

/** A firewall says what it lets in, but only the graph says whether a balancer or a host stands behind it. */
export const requireBalancerForPublishedPorts: StackValidationPolicy = {
  name,
  displayName: "Only load balancers are published",
  description:
    "No instance is behind a firewall that accepts TCP from the internet; only load balancers are.",
  severity: "critical",
  framework: enforces("NW-1", "NW-2"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ "inbounds[].action": "refused", "inbounds[].protocol": "refused" }, (stack) => {
    const published = new Set(stack.ofType("linode:index/firewall:Firewall").filter(isPublished));
    for (const instance of stack.ofType("linode:index/instance:Instance")) {
      const firewall = firewallsOf(instance, "linode").find((candidate) => published.has(candidate));
      if (firewall) {
        stack.report(
          instance,
          `is behind the firewall "${firewall.name}", which accepts TCP from the internet or from addresses that are not known yet`,
          "Put it behind a firewall that accepts TCP 443 from 192.168.255.0/24 only, where load balancers are.",
        );
      }
    }
  }),
  remediationSteps: "Use one firewall for the load balancer and another for the hosts behind it.",
  url: documented(name),
};

/** An address that is not known yet may be the whole internet, and at `up` it is too late to prevent. */
function isPublished(firewall: Node): boolean {
  return acceptingRules(firewall.value("inbounds"), "inbounds").some(
    ({ protocol, networks, open, hidden }) =>
      protocol !== "UDP" && (open || hidden || !networks.every(isPrivate)),
  );
}
