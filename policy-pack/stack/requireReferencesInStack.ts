import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { type Node, usedThrough } from "../lib/graph";
import { foreignDevices, idsIn, namesForeign } from "../lib/identity";
import { judgeStack } from "../lib/judgeStack";
import { field, list } from "../lib/plain";
import { unwaivable } from "../lib/waivers/waiver";
import { judgedType } from "../types";

const name = "bastide-stack-require-references-in-stack";

/** A number written by hand may be another class's resource: only a relation can be judged. */
export const requireReferencesInStack: StackValidationPolicy = {
  name,
  displayName: "References stay in the stack",
  description:
    "Every reference is to a resource of this stack and never to an id or name that is written by hand.",
  severity: "critical",
  framework: enforces("DC-6", "NW-2"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ "interfaces[].purpose": "refused", id: "at up" }, (stack) => {
    const ids = new Map<string, ReadonlySet<string>>();
    const idsOf = (type: string) => {
      const known = ids.get(type) ?? idsIn(stack.ofType(type));
      ids.set(type, known);
      return known;
    };
    for (const node of stack.nodes) {
      const foreign = (judgedType(node.type)?.references ?? []).filter((property) =>
        namesForeign(node, property),
      );
      if (node.type === "linode:index/firewall:Firewall") {
        foreign.push(...foreignDevices(node, idsOf));
      }
      const subnets = usedThrough(node, "linode:index/vpcSubnet:VpcSubnet", ["interfaces"]).length;
      if (
        node.type === "linode:index/instance:Instance" &&
        (networksOf(node) > subnets || (subnets > 0 && namesForeign(node, "interfaces")))
      ) {
        foreign.push("interfaces");
      }
      if (foreign.length > 0) {
        stack.report(
          node,
          `refers by \`${foreign.join("`, `")}\` to something that is not in this stack`,
          "Pass the output of a resource of this stack as it is, or read the existing one into it with `get`.",
        );
      }
    }
  }),
  remediationSteps: "Replace the number or name by the output of the resource that it belongs to.",
  url: documented(name),
};

function networksOf(instance: Node): number {
  return list(instance.value("interfaces"), "interfaces").filter(
    (item) => field(item, "purpose") !== "public",
  ).length;
}
