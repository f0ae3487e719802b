import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "bastide-locked-bucket-require-retention";

/** A version that expires while it is locked is never removed; one that never expires is kept for ever. */
export const requireRetention: ResourceValidationPolicy = {
  name,
  displayName: "Locked buckets remove what is old",
  description: "Every locked bucket removes old versions, and not before their lock has ended.",
  severity: "medium",
  framework: enforces("BC-3", "BC-4"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "bastide:index:LockedBucket",
    { noncurrentDays: "refused", lockDays: "refused" },
    ({ inputs, report }) => {
      const { noncurrentDays: kept, lockDays: locked } = inputs;
      if (typeof kept !== "number" || typeof locked !== "number" || kept < locked) {
        report(
          "does not keep old versions for as long as it locks them",
          "Set `noncurrentDays` to `lockDays` or more.",
        );
      }
    },
  ),
  remediationSteps: "Set `noncurrentDays` to at least `lockDays`.",
  url: documented(name),
};
