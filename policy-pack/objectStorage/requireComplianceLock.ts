import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { wholeNumber } from "../lib/settings";

const name = "bastide-locked-bucket-require-compliance-lock";

/** `GOVERNANCE` gives way to an unlimited key; seven days is the window of BC-3. */
export const requireComplianceLock: ResourceValidationPolicy = {
  name,
  displayName: "Locked buckets can't be unlocked",
  description:
    "Every locked bucket keeps its versions for at least seven days against everybody, in mode `COMPLIANCE`.",
  severity: "critical",
  framework: enforces("BC-4", "BC-3"),
  configSchema: {
    properties: {
      minimumDays: {
        type: "integer",
        minimum: 7,
        maximum: 3650,
        default: 7,
        description: "Shortest lock in days.",
      },
    },
  },
  enforcementLevel: "mandatory",
  validateResource: judge(
    "bastide:index:LockedBucket",
    { lockMode: "refused", lockDays: "refused" },
    ({ inputs, settings, report }) => {
      const minimum = wholeNumber(settings, "minimumDays", 7, { minimum: 7, maximum: 3650 });
      if (inputs.lockMode !== "COMPLIANCE") {
        report("has a lock that an unlimited key can lift", "Set `lockMode` to `COMPLIANCE`.");
      }
      if (typeof inputs.lockDays !== "number" || inputs.lockDays < minimum) {
        report(`locks its versions for less than ${minimum} days`, `Set \`lockDays\` to ${minimum} or more.`);
      }
    },
  ),
  remediationSteps: 'Set `lockMode: "COMPLIANCE"` and a `lockDays` of seven or more.',
  url: documented(name),
};
