import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-object-storage-bucket-require-private-acl";

/** Said explicitly, so that a changed default can't open a bucket. */
export const requirePrivateAcl: ResourceValidationPolicy = {
  name,
  displayName: "Buckets are private",
  description: "No bucket can be read by the public or by other accounts.",
  severity: "critical",
  framework: enforces("CM-6", "DC-6"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/objectStorageBucket:ObjectStorageBucket",
    { acl: "refused" },
    ({ inputs, report }) => {
      if (inputs.acl !== "private") {
        report("does not say that it is private", "Set `acl` to `private`.");
      }
    },
  ),
  remediationSteps: 'Set `acl: "private"` and hand out a key that is limited to this bucket.',
  url: documented(name),
};
