import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { dataByClass } from "../lib/dataOf";
import { judgeStack } from "../lib/judgeStack";
import { stackSection } from "../lib/stackConfiguration";

const name = "bastide-stack-require-replica";

/** With one node, a lost host loses what was written last and takes the region with it (BC-1, BC-3). */
export const requireReplica: StackValidationPolicy = {
  name,
  displayName: "Active regions have replicas",
  description: "Every data class has at least two data nodes in each region that takes writes.",
  severity: "high",
  framework: enforces("BC-1", "BC-3"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ region: "refused", tags: "refused" }, (stack) => {
    const active = activeRegions();
    for (const [dataClass, { nodes }] of dataByClass(stack)) {
      for (const region of active) {
        const there = nodes.filter((node) => node.value("region") === region);
        const [first = nodes[0]] = there;
        if (first && there.length < 2) {
          stack.report(
            first,
            `and its peers are ${there.length} data nodes of class \`${dataClass}\` in a region that takes writes`,
            "Create at least two data nodes of the class there, in one strict placement group.",
          );
        }
      }
    }
  }),
  remediationSteps: "Add a second data node to the class in its active region.",
  url: documented(name),
};

/** The regions that the stack's configuration calls active; that there is one is for other policies to ask. */
function activeRegions(): readonly string[] {
  return Object.entries(Object(stackSection("regions"))).flatMap(([region, entry]) =>
    Reflect.get(Object(entry), "role") === "active" ? [region] : [],
  );
}
