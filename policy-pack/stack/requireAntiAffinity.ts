import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { type Node, usedThrough, usersThrough } from "../lib/graph";
import { judgeStack } from "../lib/judgeStack";
import { hasRole } from "../lib/tags";

const name = "bastide-stack-require-anti-affinity";
const group = "linode:index/placementGroup:PlacementGroup";
const assignment = "linode:index/placementGroupAssignment:PlacementGroupAssignment";

/** Linode has no zones inside a region: other hosts are all the distance there is (BC-1). */
export const requireAntiAffinity: StackValidationPolicy = {
  name,
  displayName: "Data nodes run on different machines",
  description:
    "The data nodes of a class in a region are in one placement group that strictly keeps its members on different machines.",
  severity: "high",
  framework: enforces("BC-1"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack(
    { tags: "refused", region: "refused", placementGroupType: "refused", placementGroupPolicy: "refused" },
    (stack) => {
      const groupOf = new Map<string, Node | undefined>();
      for (const node of stack.ofType("linode:index/instance:Instance")) {
        if (!hasRole(node.value("tags"), "data")) {
          continue;
        }
        const assigned = usersThrough(node, assignment, ["linodeId"]);
        const groups = new Set([
          ...usedThrough(node, group, ["placementGroup"]),
          ...assigned.flatMap((entry) => usedThrough(entry, group, ["placementGroupId"])),
        ]);
        const isApart = [...groups].every(
          (member) =>
            member.value("placementGroupType") === "anti_affinity:local" &&
            member.value("placementGroupPolicy") === "strict",
        );
        const [own] = groups;
        const site = `${stack.classOf(node)} in ${String(node.value("region"))}`;
        const shared = groupOf.has(site) ? groupOf.get(site) : own;
        groupOf.set(site, shared);
        if (groups.size !== 1 || !isApart || own !== shared) {
          stack.report(
            node,
            "is a data node that may share a machine with its replicas",
            "Put all data nodes of its class in its region in one `PlacementGroup` of type `anti_affinity:local` and policy `strict`.",
          );
        }
      }
    },
  ),
  remediationSteps: "Make a new strict group and move the node: the provider can't change a group's policy.",
  url: documented(name),
};
