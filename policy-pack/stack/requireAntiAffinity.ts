import type { StackValidationPolicy } from "@pulumi/policy";
import { isGrouped, strayed } from "../lib/antiAffinity";
import { documented, enforces } from "../lib/controls";
import type { Node } from "../lib/graph";
import { judgeStack } from "../lib/judgeStack";
import { hasRole } from "../lib/tags";

const name = "bastide-stack-require-anti-affinity";

/** Linode has no zones in a region: other machines are all the distance there is (BC-1). Next to replicas, gateways vote. */
export const requireAntiAffinity: StackValidationPolicy = {
  name,
  displayName: "Nodes of one kind run on different machines",
  description:
    "The data nodes of a class in a region, and its gateways next to replicas, are in one placement group that strictly keeps its members on different machines; so are its service nodes, where there are several.",
  severity: "high",
  framework: enforces("BC-1"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack(
    { tags: "refused", region: "refused", placementGroupType: "refused", placementGroupPolicy: "refused" },
    (stack) => {
      const sites = new Map<string, { data: Node[]; gateway: Node[]; service: Node[] }>();
      for (const node of stack.ofType("linode:index/instance:Instance")) {
        const key = `${stack.classOf(node)} in ${String(node.value("region"))}`;
        const site = sites.get(key) ?? { data: [], gateway: [], service: [] };
        sites.set(key, site);
        for (const role of Object.keys(site) as (keyof typeof site)[])
          if (hasRole(node.value("tags"), role)) site[role].push(node);
      }
      for (const { data, gateway, service } of sites.values()) {
        // A lone service node needs no group; one that has a group will have peers there.
        const services = service.length > 1 || service.some(isGrouped) ? service : [];
        const teams = [data.length > 1 ? [...data, ...gateway] : data, services];
        for (const node of teams.flatMap(strayed)) {
          stack.report(
            node,
            "may share a machine with others of its kind",
            "Put all data nodes of its class in its region and their gateway, or all its service nodes, in one `PlacementGroup` of type `anti_affinity:local` and policy `strict`.",
          );
        }
      }
    },
  ),
  remediationSteps: "Make a new strict group and move the node: the provider can't change a group's policy.",
  url: documented(name),
};
