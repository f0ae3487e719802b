import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-object-storage-bucket-require-encrypted-endpoint";

/** Linode encrypts what it stores behind endpoints E2 and E3 only (the API's reference on access keys, autumn 2026). */
export const requireEncryptedEndpoint: ResourceValidationPolicy = {
  name,
  displayName: "Buckets are encrypted",
  description:
    "Every bucket that is not a locked one lies behind a kind of endpoint where Linode encrypts what it stores.",
  severity: "high",
  framework: enforces("CM-1"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/objectStorageBucket:ObjectStorageBucket",
    { endpointType: "refused" },
    ({ inputs, report }) => {
      if (inputs.endpointType !== "E2" && inputs.endpointType !== "E3") {
        report(
          "does not lie behind an endpoint where Linode encrypts what it stores",
          "Set `endpointType` to `E2` or `E3`, in a region that has it.",
        );
      }
    },
  ),
  remediationSteps:
    "Move the bucket to a region with endpoints of type E2 or E3, or encrypt before storing and use a `LockedBucket`.",
  url: documented(name),
};
