import type { ResourceValidationPolicy } from "@pulumi/policy";
import { dataClasses } from "../../catalogue/dataClasses";
import { section } from "../lib/configuration/entry";
import { documented, enforces } from "../lib/controls";
import { judgeConfiguration } from "../lib/judgeConfiguration";
import { unwaivable } from "../lib/waivers/waiver";

const name = "bastide-configuration-forbid-hosting-outside";

/** Unwaivable: the security policy knows no approval for it, not even for a day. */
export const forbidHostingOutside: ResourceValidationPolicy = {
  name,
  displayName: "Accounts and sessions stay on Linode",
  description: "The classes `account` and `sessions` are never hosted outside Linode, whoever approved it.",
  severity: "critical",
  framework: enforces("DC-1", "DC-4"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateResource: judgeConfiguration(({ report, each }) => {
    const never = dataClasses.filter(({ outsideLinode }) => outsideLinode === "never");
    each(never, ({ id }) => {
      const hosting = section("classes").get(id).get("hosting");
      if (hosting.isThere && hosting.value !== "linode") {
        report(hosting.key, "puts a class outside Linode that must never be there", "Write `linode`.");
      }
    });
    each(section("approvals").items(), (approval) => {
      const subject = approval.get("subject");
      if (never.some(({ id }) => subject.value === `hosting:${id}`)) {
        report(subject.key, "approves what nobody may approve", "Remove the approval.");
      }
    });
  }),
  remediationSteps: "Host the class on Linode.",
  url: documented(name),
};
