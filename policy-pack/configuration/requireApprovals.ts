import type { ResourceValidationPolicy } from "@pulumi/policy";
import { day, isoDay, year } from "../lib/configuration/dates";
import { section } from "../lib/configuration/entry";
import { people } from "../lib/configuration/people";
import { documented, enforces } from "../lib/controls";
import { judgeConfiguration } from "../lib/judgeConfiguration";

const name = "bastide-configuration-require-approvals";
/** The one third party that every stack with classes surely uses. */
const provider = "service:linode";
const subjects = /^(?:hosting|service):[a-z0-9][a-z0-9-]*$/;

export const requireApprovals: ResourceValidationPolicy = {
  name,
  displayName: "Third parties are approved for a year",
  description:
    "Linode, each other third-party service and each class that is hosted outside Linode has an approval by the security team that is at most a year old.",
  severity: "high",
  framework: enforces("EX-2", "DC-2", "DC-3", "DC-5"),
  enforcementLevel: "mandatory",
  validateResource: judgeConfiguration(({ today, report, each }) => {
    const approvals = section("approvals").items();
    const approved = new Set(approvals.map((approval) => approval.get("subject").value));
    each(approvals, (approval) => {
      const subject = approval.get("subject");
      const date = approval.get("date");
      const approver = approval.get("approver");
      if (!subjects.test(subject.text())) {
        report(subject.key, "names nothing that can be approved", "Write `hosting:CLASS` or `service:NAME`.");
      }
      if (date.day() > today) {
        report(date.key, "is in the future", "Write the date on which it was approved.");
      } else if (today - date.day() > year * day) {
        report(
          date.key,
          `shows an approval that ran out on ${isoDay(date.day() + (year + 1) * day)}`,
          "Have it approved anew, or do without the service and remove the entry.",
        );
      }
      if (!people().isSecurity(approver.text()) || people().hadLeft(approver.text(), date.day())) {
        report(approver.key, "may not approve this", "Name an administrator with the duty `security`.");
      }
    });
    if (section("classes").entries().length > 0 && !approved.has(provider)) {
      report("bastide:approvals", "lack the provider itself", `Add an approval of \`${provider}\`.`);
    }
    each(section("classes").entries(), ([id, entry]) => {
      const hosting = entry.get("hosting");
      if (hosting.isThere && hosting.text() !== "linode" && !approved.has(`hosting:${id}`)) {
        report(hosting.key, "lies outside Linode without approval", `Add an approval of \`hosting:${id}\`.`);
      }
    });
  }),
  remediationSteps: "Ask the security team; its answer and date go to `bastide:approvals`.",
  url: documented(name),
};
