import { networkPaths, pathText } from "../../../policy-pack/lib/reachability";
import { instance, seenOf, vpc } from "./network";
import type { Member } from "./stack";

/** Source, target, protocol and ports of each path, without its hops. */
export function ways(members: readonly Member[]): readonly string[] {
  return networkPaths(seenOf(members)).map((path) => {
    const parts = pathText(path).split(" → ");
    return `${parts[0]} → ${parts.at(-1)}`;
  });
}

/** A VPC of one's own, and two hosts in it, each behind the firewall of its name. */
export const own = vpc("own", "10.0.0.0/24");
export const a = instance("a", [["own", "10.0.0.1"]], ["a"]);
export const b = instance("b", [["own", "10.0.0.2"]], ["b"]);
