import type { StackValidationPolicy } from "@pulumi/policy";
import { waysToClaim } from "../lib/attribution";
import { documented, enforces } from "../lib/controls";
import { judgeStack } from "../lib/judgeStack";
import { isDataClass, shown } from "../lib/tags";
import { unwaivable } from "../lib/waivers/waiver";
import { judgedType } from "../types";

const name = "bastide-stack-require-one-class";

/** See `lib/attribution.ts` for where a class may be read from. */
export const requireOneClass: StackValidationPolicy = {
  name,
  displayName: "Every resource has one data class",
  description:
    "Every resource belongs to exactly one data class, by its tags, description, relations and enclave alike.",
  severity: "critical",
  framework: enforces("DC-6", "DC-1", "DC-2", "DC-3", "DC-4", "DC-5"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ tags: "refused", description: "refused" }, (stack) => {
    for (const node of stack.nodes) {
      if (judgedType(node.type)?.scope !== "class") {
        continue;
      }
      const claims = stack.claimsOf(node);
      if (claims.length > 1) {
        stack.report(
          node,
          `belongs to several data classes at once (${[...claims].sort().join(", ")})`,
          "Give each class a resource of its own, or correct the tag, description or reference that is wrong.",
        );
      } else if (!isDataClass(claims[0])) {
        const problem = "belongs to no data class of the catalogue";
        const [claim] = claims.map((one) => ` (found: ${shown("dataClass", one)})`);
        stack.report(node, `${problem}${claim ?? ""}`, waysToClaim(node.type));
      }
    }
  }),
  remediationSteps: "Decide which class the resource serves and say so once; split what serves several.",
  url: documented(name),
};
