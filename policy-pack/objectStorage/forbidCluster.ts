import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-object-storage-bucket-forbid-cluster";

/** `de-fra-2` is a region whose name the provider takes for a cluster (linode/terraform-provider-linode v3.1.1, linode/obj/helpers.go). */
export const forbidCluster: ResourceValidationPolicy = {
  name,
  displayName: "Buckets name their region",
  description: "Every bucket says which region it lies in, and never names a cluster.",
  severity: "high",
  framework: enforces("BC-2", "BC-4"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/objectStorageBucket:ObjectStorageBucket",
    { cluster: "given", region: "refused" },
    ({ inputs, report }) => {
      if (inputs.cluster !== undefined || inputs.region === undefined) {
        report(
          "does not name the region it lies in",
          "Set `region` and remove `cluster`, which Linode has retired.",
        );
      }
    },
  ),
  remediationSteps: "Set `region` to the region's id and remove `cluster`.",
  url: documented(name),
};
