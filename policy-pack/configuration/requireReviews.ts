import type { ResourceValidationPolicy } from "@pulumi/policy";
import { day, isoDay, year } from "../lib/configuration/dates";
import { reviewed } from "../lib/configuration/reviewed";
import { documented, enforces } from "../lib/controls";
import { judgeConfiguration } from "../lib/judgeConfiguration";

const name = "bastide-configuration-require-reviews";

/** In the month before, `bastide-configuration-require-timely-reviews` gives notice. */
export const requireReviews: ResourceValidationPolicy = {
  name,
  displayName: "Reviews are at most a year old",
  description:
    "The security policy, the configuration and each class's part of it were reviewed within the last year.",
  severity: "high",
  framework: enforces("CM-9", "GO-1"),
  enforcementLevel: "mandatory",
  validateResource: judgeConfiguration(({ today, report, each }) => {
    each(reviewed(), (entry) => {
      const last = entry.day();
      if (last > today) {
        report(entry.key, "is in the future", "Write the date on which it was reviewed.");
      } else if (today - last > year * day) {
        report(
          entry.key,
          `shows a review that is overdue since ${isoDay(last + (year + 1) * day)}`,
          "Review it and write the new date.",
        );
      }
    });
  }),
  remediationSteps: "Hold the review, mend what it finds, and write its date.",
  url: documented(name),
};
