import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { field, list } from "../lib/plain";

const name = "linode-object-storage-bucket-require-lifecycle";
const minimumDays = 7;

/** Seven days is the window in which any point can be restored (BC-3). */
export const requireLifecycle: ResourceValidationPolicy = {
  name,
  displayName: "Buckets say how long versions stay",
  description: "Every bucket keeps old versions for at least seven days and removes them at some time.",
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
      const days = rules.map((rule) => field(field(rule, "noncurrentVersionExpiration"), "days"));
      const given = days.filter((count) => count !== undefined);
      if (given.length === 0) {
        report(
          "never removes old versions",
          "Add an enabled lifecycle rule with `noncurrentVersionExpiration`.",
        );
      }
      if (given.some((count) => typeof count !== "number" || count < minimumDays)) {
        report(
          `removes old versions after less than ${minimumDays} days`,
          `Set \`noncurrentVersionExpiration.days\` to ${minimumDays} or more.`,
        );
      }
    },
  ),
  remediationSteps: "Add `{ enabled: true, noncurrentVersionExpiration: { days: 7 } }` to `lifecycleRules`.",
  url: documented(name),
};
