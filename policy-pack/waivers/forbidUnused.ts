import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judgeStack } from "../lib/judgeStack";
import { ledger } from "../lib/waivers/ledger";
import { unwaivable } from "../lib/waivers/waiver";
import { whereWaiversAre } from "../lib/waivers/whereWaiversAre";

const name = "bastide-waivers-forbid-unused";

/** Judged after all other policies. Unwaivable, like all rules about waivers. */
export const forbidUnused: StackValidationPolicy = {
  name,
  displayName: "Waivers are used",
  description: "Every waiver covers a violation of this run, and of one resource only.",
  severity: "high",
  framework: enforces("EX-1"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateStack: whereWaiversAre(
    judgeStack({}, (stack) => {
      for (const { waiver, subject, isDeferred, isAmbiguous } of ledger.uses()) {
        const key = `bastide:waivers[${waiver.index}]`;
        if (isAmbiguous) {
          stack.reportConfiguration(
            key,
            "names several resources at once, of which it covers one only",
            "Write the resource's URN instead of its name, and a waiver for each resource.",
          );
        } else if (!subject && !isDeferred) {
          stack.reportConfiguration(
            key,
            "covers nothing: the policy is not violated by such a resource",
            "Remove it; if it should cover something, copy the names from the violation.",
          );
        }
      }
    }),
  ),
  remediationSteps: "Remove waivers as soon as what they were for is mended.",
  url: documented(name),
};
