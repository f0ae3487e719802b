import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { hasRole } from "../lib/tags";

const name = "linode-instance-require-watchdog";

/** The watchdog restarts a host that went off. A database node that fenced itself must stay off, or two of them take writes. */
export const requireWatchdog: ResourceValidationPolicy = {
  name,
  displayName: "The watchdog is on, except on data nodes",
  description: "Every instance has Linode's watchdog on, and only a data node says that it is off.",
  severity: "medium",
  framework: enforces("BC-1", "VI-3"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/instance:Instance",
    { watchdogEnabled: "refused", tags: "refused" },
    ({ inputs, report }) => {
      const isData = hasRole(inputs.tags, "data");
      const isOn = (inputs.watchdogEnabled ?? true) === true;
      if (isData && isOn) {
        report(
          "is a data node that the watchdog would restart after it has fenced itself",
          "Set `watchdogEnabled` to `false` on data nodes.",
        );
      }
      if (!isData && !isOn) {
        report("stays off when it fails", "Set `watchdogEnabled` to `true`; only data nodes have it off.");
      }
    },
  ),
  remediationSteps: "Set `watchdogEnabled: true`, or `false` on a data node.",
  url: documented(name),
};
