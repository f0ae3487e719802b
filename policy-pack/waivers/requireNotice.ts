import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judgeStack } from "../lib/judgeStack";
import { ledger } from "../lib/waivers/ledger";
import { unwaivable } from "../lib/waivers/waiver";
import { whereWaiversAre } from "../lib/waivers/whereWaiversAre";

const name = "bastide-waivers-require-notice";

/** The last policy of the pack: it says what was let through, and closes the run. Advice, because it refuses nothing. */
export const requireNotice: StackValidationPolicy = {
  name,
  displayName: "Waivers are announced",
  description: "Every waiver in use is printed whenever it is used, with what its approvers signed.",
  severity: "medium",
  framework: enforces("EX-1", "GO-2"),
  tags: [unwaivable],
  enforcementLevel: "advisory",
  validateStack: whereWaiversAre(
    judgeStack({}, (stack) => {
      for (const { waiver, subject, covered, isDeferred } of ledger.uses()) {
        const { index, policy, resource, reason, approvers, ticket, expiry } = waiver;
        if (subject) {
          const count = covered === 1 ? "1 violation" : `${covered} violations`;
          stack.report(
            { type: "Waiver", name: `bastide:waivers[${index}]`, urn: subject.urn },
            `covers ${count} of \`${policy}\` by \`${resource}\` until ${expiry}, approved by ${approvers.join(" and ")} (${ticket}): ${reason.replace(/[.\s]+$/, "")}`,
            "Mend it before then.",
          );
        } else if (isDeferred) {
          stack.reportConfiguration(
            `bastide:waivers[${index}]`,
            "is for something that is known in the update only",
            "The update says whether it is used.",
          );
        }
      }
      ledger.close();
    }),
  ),
  remediationSteps: "Mend what is waived and remove the waiver before it expires.",
  url: documented(name),
};
