import type { ResourceValidationPolicy } from "@pulumi/policy";
import { day } from "../lib/configuration/dates";
import { section } from "../lib/configuration/entry";
import { grantMistakes } from "../lib/configuration/grants";
import { documented, enforces } from "../lib/controls";
import { judgeConfiguration } from "../lib/judgeConfiguration";

const name = "bastide-configuration-require-bounded-grants";

/** A grant that has ended is no violation: it ends by itself, and no run may fail because an hour has passed. */
export const requireBoundedGrants: ResourceValidationPolicy = {
  name,
  displayName: "Grants are bounded and approved",
  description:
    "Each grant names class, purpose, ticket and the person's own managed device, is approved by the security team and ends within 30 days.",
  severity: "high",
  framework: enforces("AC-4", "AC-3"),
  enforcementLevel: "mandatory",
  validateResource: judgeConfiguration(({ report, each }) => {
    each(section("grants").items(), (grant) => {
      each(grantMistakes, ({ of, isWrong, problem, fix }) => {
        if (isWrong(grant)) {
          report(grant.get(of).key, problem, fix);
        }
      });
      each([grant], () => {
        const length = grant.get("end").moment() - grant.get("start").moment();
        if (length <= 0 || length > 30 * day) {
          const { key } = grant.get("end");
          report(key, "is not within 30 days after `start`", "Write a moment at most 30 days after `start`.");
        }
      });
    });
  }),
  remediationSteps: "Correct the grant and have it approved, or remove it.",
  url: documented(name),
};
