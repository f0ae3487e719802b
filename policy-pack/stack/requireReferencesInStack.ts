import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { type Node, usedThrough } from "../lib/graph";
import { judgeStack } from "../lib/judgeStack";
import { field, list, type Plain, unknown } from "../lib/plain";
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
  validateStack: judgeStack({ "interfaces[].purpose": "refused" }, (stack) => {
    for (const node of stack.nodes) {
      const foreign = (judgedType(node.type)?.references ?? []).filter((property) =>
        isForeign(node, property),
      );
      const subnets = usedThrough(node, "linode:index/vpcSubnet:VpcSubnet", ["interfaces"]).length;
      if (node.type === "linode:index/instance:Instance" && networksOf(node) > subnets) {
        foreign.push("interfaces");
      }
      if (foreign.length > 0) {
        stack.report(
          node,
          `refers by \`${foreign.join("`, `")}\` to something that is not in this stack`,
          "Pass the output of a resource of this stack, or read the existing one into it with `get`.",
        );
      }
    }
  }),
  remediationSteps: "Replace the number or name by the output of the resource that it belongs to.",
  url: documented(name),
};

/** An output that is not known yet always comes with a relation; a value that is known need not. */
function isForeign(node: Node, property: string): boolean {
  const isRelated = node.uses.some(
    (use) => use.property === property && judgedType(use.node.type)?.scope === "class",
  );
  return !isRelated && isGiven(node.value(property));
}

function isGiven(value: Plain | undefined): boolean {
  return value !== undefined && value !== unknown && value !== 0 && value !== "";
}

function networksOf(instance: Node): number {
  return list(instance.value("interfaces"), "interfaces").filter(
    (item) => field(item, "purpose") !== "public",
  ).length;
}
