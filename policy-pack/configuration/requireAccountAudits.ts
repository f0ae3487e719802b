import type { ResourceValidationPolicy } from "@pulumi/policy";
import { day, isoDay } from "../lib/configuration/dates";
import { section } from "../lib/configuration/entry";
import { quarter } from "../lib/configuration/reviewed";
import { documented, enforces } from "../lib/controls";
import { judgeConfiguration } from "../lib/judgeConfiguration";

const name = "bastide-configuration-require-account-audits";

export const requireAccountAudits: ResourceValidationPolicy = {
  name,
  displayName: "Accounts are audited each quarter",
  description: "The last audit of accounts is at most a quarter old.",
  severity: "high",
  framework: enforces("AC-5"),
  enforcementLevel: "mandatory",
  validateResource: judgeConfiguration(({ today, report }) => {
    const audit = section("reviews").get("accounts");
    if (!section("reviews").isThere) {
      return;
    }
    const last = audit.day();
    if (last > today) {
      report(audit.key, "is in the future", "Write the date on which accounts were audited.");
    } else if (today - last > quarter * day) {
      report(
        audit.key,
        `shows an audit that is overdue since ${isoDay(last + (quarter + 1) * day)}`,
        "Audit the accounts, disable those that are inactive or belong to leavers, and write the new date.",
      );
    }
  }),
  remediationSteps:
    "Compare administrators, devices and grants with the people who are there, and write the date.",
  url: documented(name),
};
