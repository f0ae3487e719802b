import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { field, list } from "../lib/plain";

const name = "linode-object-storage-key-require-scope";
const rights: readonly unknown[] = ["read_only", "read_write"];

/** A key without `bucketAccesses` opens every bucket of the account, for all classes. */
export const requireScopedKey: ResourceValidationPolicy = {
  name,
  displayName: "Bucket keys open one bucket",
  description:
    "Every object storage key is limited to one bucket in one region, because an unlimited one opens every class's.",
  severity: "critical",
  framework: enforces("AC-6", "DC-6", "BC-4"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/objectStorageKey:ObjectStorageKey",
    {
      "bucketAccesses[].bucketName": "refused",
      "bucketAccesses[].region": "refused",
      "bucketAccesses[].permissions": "refused",
    },
    ({ inputs, report }) => {
      const accesses = list(inputs.bucketAccesses, "bucketAccesses");
      const count = accesses.length;
      if (count !== 1) {
        report(
          count === 0 ? "opens every bucket of the account" : `opens ${count} buckets`,
          "Give it `bucketAccesses` with exactly one bucket, and make a key for each further use.",
        );
      }
      if (accesses.some((access) => ["bucketName", "region"].some((key) => !field(access, key)))) {
        report(
          "does not say which bucket it opens",
          "Give both `bucketName` and `region`: buckets of two regions may have one name.",
        );
      }
      if (accesses.some((access) => !rights.includes(field(access, "permissions")))) {
        report("has rights that the pack does not know", "Set `permissions` to `read_only` or `read_write`.");
      }
    },
  ),
  remediationSteps: "List one bucket with `read_only` or `read_write` in `bucketAccesses`.",
  url: documented(name),
};
