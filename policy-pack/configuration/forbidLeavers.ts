import type { ResourceValidationPolicy } from "@pulumi/policy";
import { leavers } from "../lib/configuration/people";
import { traces } from "../lib/configuration/traces";
import { documented, enforces } from "../lib/controls";
import { judgeConfiguration } from "../lib/judgeConfiguration";

const name = "bastide-configuration-forbid-leavers";

/** Leavers stay listed: that is the record that their accounts are disabled and why, and it keeps their name from coming back. */
export const forbidLeavers: ResourceValidationPolicy = {
  name,
  displayName: "Leavers have no access",
  description:
    "Nobody whom `bastide:leavers` lists has a key, a managed device, a grant or an approval after their last day.",
  severity: "critical",
  framework: enforces("AC-5", "AC-2"),
  enforcementLevel: "mandatory",
  validateResource: judgeConfiguration(({ today, report, each }) => {
    const left = leavers();
    each(traces(today), ({ who, key, from, until, what }) => {
      const end = left.get(who) ?? Number.POSITIVE_INFINITY;
      if (until() > end || from() >= end) {
        report(
          key,
          `${what} somebody who has left by then`,
          "Remove it, and have what remains approved anew.",
        );
      }
    });
  }),
  remediationSteps: "Remove the leaver's keys, devices and grants; leave their entry in `bastide:leavers`.",
  url: documented(name),
};
