import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { dataByClass, regionsOf } from "../lib/dataOf";
import { judgeStack } from "../lib/judgeStack";

const name = "bastide-stack-require-two-regions";

/** A Linode region is one physical data centre (Linode's guide to high availability). */
export const requireTwoRegions: StackValidationPolicy = {
  name,
  displayName: "Every class is in two regions",
  description:
    "The data nodes, the volumes and the backups of every data class each lie in at least two regions.",
  severity: "high",
  framework: enforces("BC-1", "BC-2"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ region: "refused", tags: "refused" }, (stack) => {
    for (const [dataClass, { nodes, volumes, backups }] of dataByClass(stack)) {
      const kinds = { "data nodes": nodes, volumes, "backup buckets": backups };
      for (const [kind, members] of Object.entries(kinds)) {
        const [first] = members;
        if (first && regionsOf(members).size < 2) {
          stack.report(
            first,
            `and all other ${kind} of class \`${dataClass}\` lie in one region`,
            `Create ${kind} of the class in a second region.`,
          );
        }
      }
    }
  }),
  remediationSteps: "Add a standby region for the class under `bastide:regions`.",
  url: documented(name),
};
