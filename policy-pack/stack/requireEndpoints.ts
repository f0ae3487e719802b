import type { StackValidationPolicy } from "@pulumi/policy";
import { section } from "../lib/configuration/entry";
import { documented, enforces } from "../lib/controls";
import { dataByClass, regionsOf } from "../lib/dataOf";
import { type Node, usersThrough } from "../lib/graph";
import { judgeStack } from "../lib/judgeStack";

const name = "bastide-stack-require-endpoints";

/** A standby region without a way in for clients is no place to fail over to. */
export const requireEndpoints: StackValidationPolicy = {
  name,
  displayName: "Endpoints are served in every region",
  description:
    "Every class with an endpoint in the stack's configuration has a load balancer with hosts behind it in each region of its data.",
  severity: "high",
  framework: enforces("BC-1", "BC-2"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ region: "refused", tags: "refused" }, (stack) => {
    const classes = section("classes");
    const served = new Set(
      stack
        .ofType("linode:index/nodeBalancer:NodeBalancer")
        .filter(isServing)
        .map((balancer) => `${stack.classOf(balancer)} ${String(balancer.value("region"))}`),
    );
    for (const [dataClass, { nodes }] of dataByClass(stack)) {
      const isPublished = classes.get(dataClass).get("endpoint").isThere;
      for (const region of isPublished ? regionsOf(nodes) : []) {
        const holder = nodes.find((node) => node.value("region") === region);
        if (holder && !served.has(`${dataClass} ${region}`)) {
          stack.report(
            holder,
            `keeps data of class \`${dataClass}\`, whose endpoint no load balancer serves in this region`,
            "Create a `NodeBalancer` with a `NodeBalancerConfig` and a `NodeBalancerNode` for each host behind it.",
          );
        }
      }
    }
  }),
  remediationSteps:
    "Serve the class's endpoint in every region, or remove `endpoint` from its configuration.",
  url: documented(name),
};

function isServing(balancer: Node): boolean {
  return usersThrough(balancer, "linode:index/nodeBalancerConfig:NodeBalancerConfig", [
    "nodebalancerId",
  ]).some(
    (config) =>
      usersThrough(config, "linode:index/nodeBalancerNode:NodeBalancerNode", ["configId"]).length > 0,
  );
}
