import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { isDeclaredFlow, isLogPeer } from "../lib/flows";
import { judgeStack } from "../lib/judgeStack";
import { overlapsBetweenClasses } from "../lib/overlaps";
import { unwaivable } from "../lib/waivers/waiver";

const name = "bastide-stack-forbid-sharing-between-classes";
const subnet = "linode:index/vpcSubnet:VpcSubnet";

/** A reference from one class's resource to another's is either sharing or an undeclared flow. */
export const forbidSharing: StackValidationPolicy = {
  name,
  displayName: "Classes share nothing",
  description:
    "No resource of one data class refers to a resource of another, except for the declared flow of logs into `events`, one way, and no two have a network with the same addresses.",
  severity: "critical",
  framework: enforces("DC-6", "DC-8", "AC-6"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ tags: "refused", description: "refused", ipv4: "refused" }, (stack) => {
    for (const node of stack.nodes) {
      const ours = node.uses.length > 0 ? stack.classOf(node) : undefined;
      for (const { property, node: used } of node.uses) {
        const theirs = stack.classOf(used);
        if (ours === undefined || theirs === undefined || ours === theirs) {
          continue;
        }
        // One way: a class lets connections out to events, and events lets them in.
        const isTowards = theirs === "events" ? property !== "inbounds" : property !== "outbounds";
        const isOfEvents = ours === "events" || theirs === "events";
        const isLogFlow =
          isOfEvents &&
          (isLogPeer(node, property, used) || (isTowards && isDeclaredFlow(node, property, used)));
        if (!isLogFlow) {
          stack.report(
            node,
            `is of class \`${ours}\` but its \`${property}\` refers to "${used.name}" of class \`${theirs}\``,
            `Give class \`${ours}\` a resource of its own; between classes only gateways' addresses are named, and only for logs to \`events\`.`,
          );
        }
      }
    }
    for (const [one, other] of overlapsBetweenClasses(stack.ofType(subnet), stack.classOf)) {
      stack.report(
        one,
        `has addresses that "${other.name}" of another class has, too`,
        "Give each class and region a network of its own in `ipv4`.",
      );
    }
  }),
  remediationSteps: "Create a resource of the same kind for the class, and refer to that.",
  url: documented(name),
};
