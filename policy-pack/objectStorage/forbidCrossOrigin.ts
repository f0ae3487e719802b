import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-object-storage-bucket-forbid-cross-origin";

/** Linode allows requests from every web page unless it is told not to. */
export const forbidCrossOrigin: ResourceValidationPolicy = {
  name,
  displayName: "Buckets refuse other origins",
  description: "No bucket answers requests that a browser makes for somebody else's page.",
  severity: "medium",
  framework: enforces("CM-6", "CM-7"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/objectStorageBucket:ObjectStorageBucket",
    { corsEnabled: "refused" },
    ({ inputs, report }) => {
      if (inputs.corsEnabled !== false) {
        report("answers requests from every web page", "Set `corsEnabled` to `false`.");
      }
    },
  ),
  remediationSteps: "Set `corsEnabled: false`.",
  url: documented(name),
};
