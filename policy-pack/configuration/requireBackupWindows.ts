import type { ResourceValidationPolicy } from "@pulumi/policy";
import { section } from "../lib/configuration/entry";
import { documented, enforces } from "../lib/controls";
import { judgeConfiguration } from "../lib/judgeConfiguration";

const name = "bastide-configuration-require-backup-windows";

/** Without the section, what the buckets themselves say is judged by their own rules. */
export const requireBackupWindows: ResourceValidationPolicy = {
  name,
  displayName: "Backups reach back far enough",
  description: "Any moment of the last seven days can be restored, and daily backups are kept for longer.",
  severity: "high",
  framework: enforces("BC-3"),
  enforcementLevel: "mandatory",
  validateResource: judgeConfiguration(({ report }) => {
    const backups = section("backups");
    const [points, daily] = [backups.get("pointInTimeDays"), backups.get("retentionDays")];
    const days = points.isThere ? points.number(0) : 7;
    if (days < 7) {
      report(points.key, "is less than a week", "Write 7 or more.");
    }
    if (daily.isThere && daily.number(0) <= days) {
      report(daily.key, "is no longer than the log archive", "Write more than `pointInTimeDays`.");
    }
  }),
  remediationSteps: "Keep the log archive for seven days or more, and daily backups for longer.",
  url: documented(name),
};
