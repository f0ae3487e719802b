import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { field, list, type Plain } from "../lib/plain";

const name = "linode-object-storage-bucket-require-lifecycle";
const minimumDays = 7;

/** Seven days is the window in which any point can be restored (BC-3). */
export const requireLifecycle: ResourceValidationPolicy = {
  name,
  displayName: "Buckets say how long versions stay",
  description:
    "Every bucket keeps objects and their old versions for at least seven days, and removes old versions at some time.",
  severity: "medium",
  framework: enforces("BC-3"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/objectStorageBucket:ObjectStorageBucket",
    { lifecycleRules: "refused" },
    ({ inputs, report }) => {
      const rules = list(inputs.lifecycleRules, "lifecycleRules").filter(
        (rule) => field(rule, "enabled") === true,
      );
      const days = (rule: Plain) => field(field(rule, "noncurrentVersionExpiration"), "days");
      const given = rules.map(days).filter((count) => count !== undefined);
      const ofAll = rules.filter((rule) => (field(rule, "prefix") ?? "") === "").map(days);
      if (ofAll.every((count) => count === undefined)) {
        report(
          "never removes old versions",
          "Add an enabled lifecycle rule with `noncurrentVersionExpiration` and without `prefix`.",
        );
      }
      if (given.some(isEarly)) {
        report(
          `removes old versions after less than ${minimumDays} days`,
          `Set \`noncurrentVersionExpiration.days\` to ${minimumDays} or more.`,
        );
      }
      const ends = rules.map((rule) => field(rule, "expiration"));
      if (ends.some((end) => field(end, "date") !== undefined || isEarly(field(end, "days")))) {
        report(
          `removes objects on a date or after less than ${minimumDays} days`,
          `Remove \`expiration.date\`, and set \`expiration.days\` to ${minimumDays} or more.`,
        );
      }
    },
  ),
  remediationSteps: "Add `{ enabled: true, noncurrentVersionExpiration: { days: 7 } }` to `lifecycleRules`.",
  url: documented(name),
};

function isEarly(days: Plain | undefined): boolean {
  return days !== undefined && (typeof days !== "number" || days < minimumDays);
}
