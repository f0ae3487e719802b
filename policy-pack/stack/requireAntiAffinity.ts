import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { type Node, usedThrough, usersThrough } from "../lib/graph";
import { judgeStack } from "../lib/judgeStack";
import { hasRole } from "../lib/tags";

const name = "bastide-stack-require-anti-affinity";
const group = "linode:index/placementGroup:PlacementGroup";
const assignment = "linode:index/placementGroupAssignment:PlacementGroupAssignment";

/** Linode has no zones inside a region: other hosts are all the distance there is (BC-1). Where there are replicas, gateways vote. */
export const requireAntiAffinity: StackValidationPolicy = {
  name,
  displayName: "Data nodes run on different machines",
  description:
    "The data nodes of a class in a region, and its gateways next to replicas, are in one placement group that strictly keeps its members on different machines.",
  severity: "high",
  framework: enforces("BC-1"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack(
    { tags: "refused", region: "refused", placementGroupType: "refused", placementGroupPolicy: "refused" },
    (stack) => {
      const sites = new Map<string, { data: Node[]; gateways: Node[] }>();
      for (const node of stack.ofType("linode:index/instance:Instance")) {
        const key = `${stack.classOf(node)} in ${String(node.value("region"))}`;
        const site = sites.get(key) ?? { data: [], gateways: [] };
        sites.set(key, site);
        if (hasRole(node.value("tags"), "data")) site.data.push(node);
        if (hasRole(node.value("tags"), "gateway")) site.gateways.push(node);
      }
      for (const { data, gateways } of sites.values()) {
        const [shared] = data.flatMap((node) => groupsOf(node).slice(0, 1));
        for (const node of data.length > 1 ? [...data, ...gateways] : data) {
          const groups = groupsOf(node);
          if (groups.length !== 1 || groups[0] !== shared || !groups.every(isStrict)) {
            stack.report(
              node,
              "may share a machine with its class's data nodes",
              "Put all data nodes of its class in its region, and their gateway, in one `PlacementGroup` of type `anti_affinity:local` and policy `strict`.",
            );
          }
        }
      }
    },
  ),
  remediationSteps: "Make a new strict group and move the node: the provider can't change a group's policy.",
  url: documented(name),
};

function groupsOf(node: Node): readonly Node[] {
  const assigned = usersThrough(node, assignment, ["linodeId"]);
  const others = assigned.flatMap((entry) => usedThrough(entry, group, ["placementGroupId"]));
  return [...new Set([...usedThrough(node, group, ["placementGroup"]), ...others])];
}

const isStrict = (node: Node): boolean =>
  node.value("placementGroupType") === "anti_affinity:local" &&
  node.value("placementGroupPolicy") === "strict";
