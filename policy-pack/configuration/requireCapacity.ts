import type { StackValidationPolicy } from "@pulumi/policy";
import { capacityOf, loadOf } from "../lib/configuration/capacity";
import { documented, enforces } from "../lib/controls";
import { dataByClass } from "../lib/dataOf";
import { judgeStack } from "../lib/judgeStack";

const name = "bastide-stack-require-capacity";
const kinds = { vcpus: "processors", memoryGiB: "memory", storageGiB: "storage" } as const;

/** Each data node by itself, in every region: when its peers are lost, it is the one that is left. */
export const requireCapacity: StackValidationPolicy = {
  name,
  displayName: "Hardware lasts for twelve months",
  description:
    "Each data node alone has processors, memory and storage for its class's load in twelve months, with a reserve of a fifth (memory: 15 per cent).",
  severity: "medium",
  framework: enforces("CM-8"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ tags: "refused", type: "refused", size: "refused" }, (stack) => {
    for (const [dataClass, { nodes }] of dataByClass(stack)) {
      const load = loadOf(dataClass);
      for (const node of load ? nodes : []) {
        const has = capacityOf(node);
        const short = Object.entries(kinds).flatMap(([kind, word]) =>
          load && has && has[kind as keyof typeof kinds] >= load[kind as keyof typeof kinds] ? [] : [word],
        );
        if (!has) {
          stack.report(
            node,
            "is of an instance type or has a volume of a size that the pack does not know",
            "Give `type` and `size` as plain values, of a type in catalogue/instanceTypes.json.",
          );
        } else if (short.length > 0) {
          stack.report(
            node,
            `has too little for class \`${dataClass}\` in twelve months: ${short.join(", ")}`,
            "Choose a larger instance type or volume, or correct the class's `forecast`.",
          );
        }
      }
    }
  }),
  remediationSteps: "Compare the class's `forecast`, grown for twelve months, with the plan's hardware.",
  url: documented(name),
};
