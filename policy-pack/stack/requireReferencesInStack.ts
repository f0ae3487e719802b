import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { foreignIn, idsIn } from "../lib/identity";
import { judgeStack } from "../lib/judgeStack";
import { unwaivable } from "../lib/waivers/waiver";

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
  validateStack: judgeStack(
    { "interfaces[].purpose": "refused", "bucketAccesses[].region": "refused", id: "at up" },
    (stack) => {
      const ids = new Map<string, ReadonlySet<string>>();
      const idsOf = (type: string) => {
        const known = ids.get(type) ?? idsIn(stack.ofType(type));
        ids.set(type, known);
        return known;
      };
      for (const node of stack.nodes) {
        const foreign = foreignIn(node, idsOf);
        if (foreign.length > 0) {
          stack.report(
            node,
            `refers by \`${foreign.join("`, `")}\` to something that is not in this stack`,
            "Pass the output of a resource of this stack as it is, or read the existing one into it with `get`.",
          );
        }
      }
    },
  ),
  remediationSteps: "Replace the number or name by the output of the resource that it belongs to.",
  url: documented(name),
};
