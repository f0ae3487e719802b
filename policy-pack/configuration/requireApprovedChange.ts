import type { ResourceValidationPolicy } from "@pulumi/policy";
import { section } from "../lib/configuration/entry";
import { people } from "../lib/configuration/people";
import { documented, enforces } from "../lib/controls";
import { judgeConfiguration } from "../lib/judgeConfiguration";

const name = "bastide-configuration-require-approved-change";

/** The approval stands in the stack's file and so travels with the change into every run, review and report. */
export const requireApprovedChange: ResourceValidationPolicy = {
  name,
  displayName: "Changes are approved",
  description:
    "The configuration names the ticket, author, approver and date of its last change, and the approver is another, designated person.",
  severity: "high",
  framework: enforces("CM-10"),
  enforcementLevel: "mandatory",
  validateResource: judgeConfiguration(({ today, report, each }) => {
    const change = section("change");
    if (!change.isThere) {
      return;
    }
    const [approver, author, date] = [change.get("approver"), change.get("author"), change.get("date")];
    each([change.get("ticket"), author], (entry) => entry.text());
    each([approver], () => {
      if (!people().isAdministrator(approver.text()) || people().hadLeft(approver.text(), date.day())) {
        report(approver.key, "is nobody who may approve a change", "Name an administrator.");
      } else if (approver.value === author.value) {
        report(approver.key, "is the one whose change it is", "Have somebody else approve it.");
      }
    });
    each([date], () => {
      if (date.day() > today) {
        report(date.key, "is in the future", "Write the date on which the change was approved.");
      }
    });
  }),
  remediationSteps: "Have the change approved and write who did so, when and under which ticket.",
  url: documented(name),
};
