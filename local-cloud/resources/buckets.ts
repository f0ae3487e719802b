import { catalog, type StorageEndpoint } from "../catalog";
import type { Call } from "../core/definition";
import { ApiError, notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import type { World } from "../core/world";
import type { CannedAcl } from "../s3/acl";
import { setAccountSettings } from "./accountSettings";
import { storageRegion } from "./objectStorageKeys";

/** A bucket; its id is its label, as names are one namespace here. Configuration set over S3 is kept with it. */
export interface BucketRecord extends Entity {
  id: string;
  label: string;
  region: string;
  created: string;
  endpoint_type: string;
  acl: CannedAcl;
  cors_enabled: boolean;
  /** Whether it has a certificate of the user's; the certificate itself is not kept. */
  ssl: boolean;
  versioning: "Enabled" | "Suspended" | null;
  /** Set only when the bucket is made. */
  lock_enabled: boolean;
  /** Documents as they were put, by subresource: lifecycle, object-lock, policy, cors … */
  documents: Record<string, string>;
}

declare module "../core/kinds" {
  interface Kinds {
    bucket: BucketRecord;
  }
}

/** A region's endpoints, those that take buckets by default first. */
export function endpointsOf(region: string): StorageEndpoint[] {
  return catalog.storageEndpoints
    .filter((one) => one.region === region)
    .sort((a, b) => (a.endpoint_type < b.endpoint_type ? -1 : 1));
}

/** Makes a bucket's record; the API's and S3's ways in share it. */
export function newBucket(
  world: World,
  fields: { label: string; region: string } & Partial<BucketRecord>,
): BucketRecord {
  setAccountSettings(world, { object_storage: "active" });
  return world.store.insert("bucket", {
    created: world.clock.timestamp(),
    endpoint_type: endpointsOf(fields.region)[0]?.endpoint_type ?? "E1",
    acl: "private",
    cors_enabled: false,
    ssl: false,
    versioning: fields.lock_enabled ? "Enabled" : null,
    lock_enabled: false,
    documents: {},
    ...fields,
    id: fields.label,
  });
}

/** The older name of a region's endpoint; the newer types never had one (recorded). */
export function clusterOf(bucket: BucketRecord): string {
  const endpoint = endpointsOf(bucket.region).find((one) => one.endpoint_type === bucket.endpoint_type);
  const hasCluster = endpoint?.endpoint_type === "E0" || endpoint?.endpoint_type === "E1";
  return hasCluster ? (endpoint.s3_endpoint.split(".")[0] ?? "") : "";
}

/** The bucket that the path names. */
export function findBucket(call: Call): BucketRecord {
  const region = storageRegion(call.params.region ?? "");
  if (region === undefined) {
    throw new ApiError(404, [
      { reason: "The specified region was not found or does not support Object Storage." },
    ]);
  }
  const bucket = call.world.store.get("bucket", call.params.label ?? "");
  if (bucket === undefined || bucket.region !== region) throw notFound();
  return bucket;
}
