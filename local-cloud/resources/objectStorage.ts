import { z } from "zod";
import { catalog } from "../catalog";
import type { Call, Section } from "../core/definition";
import { ApiError, invalid, notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { accessXml, type CannedAcl, cannedAcls } from "../s3/acl";
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

const bucketLabel = z
  .string()
  .min(3, "Length must be 3-63 characters")
  .max(63, "Length must be 3-63 characters")
  .regex(
    /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
    "Must begin and end with a lowercase letter or number, and use only those, dashes and periods",
  );

/** Makes a bucket's record; the API's and S3's ways in share it. */
export function newBucket(
  world: World,
  fields: { label: string; region: string } & Partial<BucketRecord>,
): BucketRecord {
  const endpoint = catalog.storageEndpoints.find((one) => one.region === fields.region);
  return world.store.insert("bucket", {
    created: world.clock.timestamp(),
    endpoint_type: endpoint?.endpoint_type ?? "E1",
    acl: "private",
    cors_enabled: false,
    versioning: fields.lock_enabled ? "Enabled" : null,
    lock_enabled: false,
    documents: {},
    ...fields,
    id: fields.label,
  });
}

function view(world: World, bucket: BucketRecord): unknown {
  const endpoint = world.objectStore.endpoint(bucket.region);
  return {
    hostname: `${bucket.label}.${endpoint}`,
    label: bucket.label,
    created: bucket.created,
    region: bucket.region,
    cluster: `${bucket.region}-1`,
    size: 0,
    objects: 0,
    endpoint_type: bucket.endpoint_type,
    s3_endpoint: endpoint,
  };
}

function find(call: Call): BucketRecord {
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

const creation = z.object({
  label: bucketLabel,
  region: z.string().nullish(),
  cluster: z.string().nullish(),
  acl: z.enum(cannedAcls).nullish(),
  cors_enabled: z.boolean().nullish(),
  endpoint_type: z.enum(["E0", "E1", "E2", "E3"]).nullish(),
});

function create(call: Call): unknown {
  const input = validate(creation, call.body);
  const named = input.region ?? input.cluster;
  if (named == null) throw invalid("region is required", "region");
  const region = storageRegion(named);
  if (region === undefined) throw invalid("region is not valid", "region");
  const offered = catalog.storageEndpoints
    .filter((one) => one.region === region)
    .map((one) => one.endpoint_type);
  if (input.endpoint_type != null && !offered.includes(input.endpoint_type)) {
    throw invalid("endpoint_type is not valid", "endpoint_type");
  }
  const existing = call.world.store.get("bucket", input.label);
  if (existing !== undefined) {
    if (existing.region === region) return view(call.world, existing);
    throw invalid("Bucket name is already in use", "label");
  }
  const bucket = newBucket(call.world, {
    label: input.label,
    region,
    acl: input.acl ?? "private",
    cors_enabled: input.cors_enabled ?? false,
    ...(input.endpoint_type == null ? {} : { endpoint_type: input.endpoint_type }),
  });
  return view(call.world, bucket);
}

function access(bucket: BucketRecord): unknown {
  return {
    acl: bucket.acl,
    acl_xml: accessXml(bucket.acl),
    cors_enabled: bucket.cors_enabled,
    cors_xml: bucket.documents.cors ?? null,
  };
}

function changeAccess(call: Call): unknown {
  const bucket = find(call);
  const input = validate(
    z.object({ acl: z.enum(cannedAcls).nullish(), cors_enabled: z.boolean().nullish() }),
    call.body,
  );
  call.world.store.patch("bucket", bucket.id, {
    acl: input.acl ?? bucket.acl,
    cors_enabled: input.cors_enabled ?? bucket.cors_enabled,
  });
  return {};
}

async function remove(call: Call): Promise<unknown> {
  const bucket = find(call);
  if (!(await call.world.objectStore.isEmpty(bucket.id))) {
    throw invalid("Bucket must be empty before it can be deleted");
  }
  call.world.store.transaction(() => call.world.store.remove("bucket", bucket.id));
  await call.world.objectStore.forget(bucket.id);
  return {};
}

function list(call: Call, region?: string): unknown {
  const rows = [...call.world.store.all("bucket")].filter(
    (one) => region === undefined || one.region === region,
  );
  return answerList(
    call,
    rows.map((bucket) => view(call.world, bucket)),
    ["label", "region", "cluster", "created", "endpoint_type"],
  );
}

const scope = "object_storage";

/** Endpoints as recorded, except that every region is reached at this machine's. */
function endpoints(world: World): unknown[] {
  return catalog.storageEndpoints.map((one) => ({
    ...one,
    s3_endpoint: world.objectStore.endpoint(one.region),
  }));
}

export const objectStorage: Section = {
  endpoints: [
    { method: "GET", path: "/object-storage/buckets", scope, run: (call) => list(call) },
    { method: "POST", path: "/object-storage/buckets", scope, run: create },
    {
      method: "GET",
      path: "/object-storage/buckets/:region",
      scope,
      run: (call) => list(call, storageRegion(call.params.region ?? "") ?? call.params.region),
    },
    {
      method: "GET",
      path: "/object-storage/buckets/:region/:label",
      scope,
      run: (call) => view(call.world, find(call)),
    },
    { method: "DELETE", path: "/object-storage/buckets/:region/:label", scope, async: true, run: remove },
    {
      method: "GET",
      path: "/object-storage/buckets/:region/:label/access",
      scope,
      run: (call) => access(find(call)),
    },
    { method: "POST", path: "/object-storage/buckets/:region/:label/access", scope, run: changeAccess },
    { method: "PUT", path: "/object-storage/buckets/:region/:label/access", scope, run: changeAccess },
    {
      method: "GET",
      path: "/object-storage/endpoints",
      scope,
      run: (call) => answerList(call, endpoints(call.world), ["region", "endpoint_type", "s3_endpoint"]),
    },
    { method: "GET", path: "/object-storage/transfer", scope, run: () => ({ used: 0 }) },
  ],
};
