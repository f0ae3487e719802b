import type { ResourceValidationPolicy } from "@pulumi/policy";
import { day, isoDay, year } from "../lib/configuration/dates";
import { section } from "../lib/configuration/entry";
import { quarter, reviewed } from "../lib/configuration/reviewed";
import { documented, enforces } from "../lib/controls";
import { judgeConfiguration } from "../lib/judgeConfiguration";

const name = "bastide-configuration-require-timely-reviews";
/** How many days before its end something is announced. */
const notice = 30;

/** Advice: the mandatory rules refuse it when it has run out. */
export const requireTimelyReviews: ResourceValidationPolicy = {
  name,
  displayName: "Reviews are held in time",
  description: "No review, audit or approval runs out within the next 30 days.",
  severity: "low",
  framework: enforces("CM-9", "GO-1", "AC-5", "EX-2"),
  enforcementLevel: "advisory",
  validateResource: judgeConfiguration(({ today, report, each }) => {
    const reviews = section("reviews");
    const dates = [
      ...reviewed().map((entry) => ({ entry, lasts: year })),
      ...(reviews.isThere ? [{ entry: reviews.get("accounts"), lasts: quarter }] : []),
      ...section("approvals")
        .items()
        .map((approval) => ({ entry: approval.get("date"), lasts: year })),
    ];
    each(dates, ({ entry, lasts }) => {
      const left = lasts - (today - entry.day()) / day;
      if (left >= 0 && left < notice) {
        report(
          entry.key,
          `shows a date that is refused from ${isoDay(today + (left + 1) * day)} on`,
          "Have it reviewed, audited or approved anew before, and write the new date.",
        );
      }
    });
  }),
  remediationSteps: "Plan the review, audit or approval now.",
  url: documented(name),
};
