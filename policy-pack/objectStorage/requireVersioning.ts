import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-object-storage-bucket-require-versioning";

/** Without versions, an overwritten object is gone. */
export const requireVersioning: ResourceValidationPolicy = {
  name,
  displayName: "Buckets keep versions",
  description: "Every bucket keeps the old versions of its objects.",
  severity: "high",
  framework: enforces("BC-3", "BC-4"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/objectStorageBucket:ObjectStorageBucket",
    { versioning: "refused" },
    ({ inputs, report }) => {
      if (inputs.versioning !== true) {
        report(
          "keeps no old versions of its objects",
          "Set `versioning` to `true`, or make it a `LockedBucket`.",
        );
      }
    },
  ),
  remediationSteps:
    "Set `versioning: true`. Only a `bastide:index:LockedBucket` also keeps versions from being deleted.",
  url: documented(name),
};
