import { type Node, usedThrough, usersThrough } from "./graph";

const group = "linode:index/placementGroup:PlacementGroup";
const assignment = "linode:index/placementGroupAssignment:PlacementGroupAssignment";

/** The members of a team that may share a machine with another: not in its one group, or that is not a strict one. */
export function strayed(team: readonly Node[]): readonly Node[] {
  const [shared] = team.flatMap((node) => groupsOf(node).slice(0, 1));
  const isStrict =
    shared?.value("placementGroupType") === "anti_affinity:local" &&
    shared.value("placementGroupPolicy") === "strict";
  return isStrict
    ? team.filter((node) => groupsOf(node).some((one) => one !== shared) || !groupsOf(node)[0])
    : team;
}

/** Whether a node asks for a place in a group. */
export const isGrouped = (node: Node): boolean => groupsOf(node).length > 0;

function groupsOf(node: Node): readonly Node[] {
  const assigned = usersThrough(node, assignment, ["linodeId"]);
  const others = assigned.flatMap((entry) => usedThrough(entry, group, ["placementGroupId"]));
  return [...new Set([...usedThrough(node, group, ["placementGroup"]), ...others])];
}
