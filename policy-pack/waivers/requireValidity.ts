import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judgeConfiguration } from "../lib/judgeConfiguration";
import { ledger } from "../lib/waivers/ledger";
import { unwaivable } from "../lib/waivers/waiver";

const name = "bastide-waivers-require-validity";

/** Unwaivable: a waiver that could excuse waivers would need no approver. See docs/adr/20261124-waivers.md. */
export const requireValidity: ResourceValidationPolicy = {
  name,
  displayName: "Waivers are in order",
  description:
    "Every waiver is in force today, covers one policy and one resource, lasts at most 30 days and is approved by two other people, for security and for management.",
  severity: "critical",
  framework: enforces("EX-1"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateResource: judgeConfiguration(({ report }) => {
    for (const { key, problem, fix } of ledger.faults()) {
      report(key, problem, fix);
    }
  }),
  remediationSteps: "Correct the waiver and have it approved anew, or remove it and mend what it was for.",
  url: documented(name),
};
