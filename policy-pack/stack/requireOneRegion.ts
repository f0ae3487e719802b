import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { type Node, usedThrough } from "../lib/graph";
import { judgeStack, type Stack } from "../lib/judgeStack";

const name = "bastide-stack-require-one-region";
const subnet = "linode:index/vpcSubnet:VpcSubnet";
/** What needs its counterpart next to it, and through which of its properties. */
const neighbours = [
  ["linode:index/instance:Instance", "placementGroup", "linode:index/placementGroup:PlacementGroup"],
  ["linode:index/instance:Instance", "interfaces", subnet],
  ["linode:index/instance:Instance", "ipv4s", "linode:index/networkingIp:NetworkingIp"],
  ["linode:index/volume:Volume", "linodeId", "linode:index/instance:Instance"],
] as const;

/** In two regions, one of both would not be where the rules about regions think it is. */
export const requireOneRegion: StackValidationPolicy = {
  name,
  displayName: "A host and what it is made of lie in one region",
  description:
    "An instance, its volume, its address, its network and its placement group lie in the same region.",
  severity: "high",
  framework: enforces("BC-1", "BC-2", "NW-2"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ region: "refused" }, (stack: Stack) => {
    for (const [type, property, other] of neighbours) {
      for (const node of stack.ofType(type)) {
        const far = usedThrough(node, other, [property]).find((used) => isElsewhere(used, node));
        if (far) {
          stack.report(
            node,
            `refers by its \`${property}\` to "${far.name}", which lies in another region`,
            "Refer to the one of its own class in its own region.",
          );
        }
      }
    }
  }),
  remediationSteps: "Give each region a network, addresses, volumes and a placement group of its own.",
  url: documented(name),
};

/** Where one of them lies must be known: another rule refuses what is not. */
function isElsewhere(one: Node, other: Node): boolean {
  const [here, there] = [regionOf(one), regionOf(other)];
  return typeof here === "string" && typeof there === "string" && here !== there;
}

/** A subnet lies where its network does. */
function regionOf(node: Node): unknown {
  const place = node.type === subnet ? usedThrough(node, "linode:index/vpc:Vpc", ["vpcId"])[0] : node;
  return place?.value("region");
}
