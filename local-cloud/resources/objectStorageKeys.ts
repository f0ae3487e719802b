import { randomBytes } from "node:crypto";
import { z } from "zod";
import { catalog, regionById } from "../catalog";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity } from "../core/kinds";
import type { World } from "../core/world";
import { setAccountSettings } from "./accountSettings";
import { defined, label } from "./shared";

/** What a limited key may do with one bucket. */
export interface BucketAccess {
  cluster: string;
  bucket_name: string;
  permissions: "read_only" | "read_write";
  region: string;
}

export interface ObjectStorageKeyRecord extends Entity {
  id: number;
  label: string;
  access_key: string;
  /** Needed to check signatures; shown once, when the key is made. */
  secret_key: string;
  bucket_access: BucketAccess[] | null;
  regions: string[];
  /** The platform's own, which signs addresses for single objects; shown to nobody. */
  service?: boolean;
}

declare module "../core/kinds" {
  interface Kinds {
    objectStorageKey: ObjectStorageKeyRecord;
  }
}

/** Keys that an account may have, wherever they are used. */
export const keysQuota = 100;

/** Buckets that a limited key may name. */
const bucketsPerKey = 25;

/** The region that a path or a request names, by its id or by an older cluster's (`fr-par-1`). */
export function storageRegion(named: string): string | undefined {
  const hasStorage = (region: string): boolean =>
    catalog.storageEndpoints.some((one) => one.region === region) ||
    regionById(region)?.capabilities.includes("Object Storage") === true;
  if (hasStorage(named)) return named;
  const host = catalog.storageEndpoints.find((one) => one.s3_endpoint === `${named}.linodeobjects.com`);
  return host?.region;
}

/** The older name of a region, of those that had one: `us-east-1` (recorded). */
function regionCluster(region: string): string {
  const older = catalog.storageEndpoints.find(
    (one) => one.region === region && /^E[01]$/.test(one.endpoint_type),
  );
  return older?.s3_endpoint.split(".")[0] ?? "";
}

const allRegions = [...new Set(catalog.storageEndpoints.map((one) => one.region))].sort();

/**
 * Where a key works that names neither regions nor buckets: not in regions that have the newer types of endpoint only
 * (recorded; a trap, as nothing says so).
 */
const usualRegions = allRegions.filter((region) =>
  catalog.storageEndpoints.some((one) => one.region === region && /^E[01]$/.test(one.endpoint_type)),
);

function regionViews(world: World, regions: readonly string[]): unknown[] {
  return catalog.storageEndpoints
    .filter((one) => regions.includes(one.region))
    .sort((a, b) => (a.region < b.region ? -1 : 1))
    .map((one) => ({
      id: one.region,
      s3_endpoint: world.objectStore.endpoint(one.region),
      endpoint_type: one.endpoint_type,
    }));
}

function view(world: World, key: ObjectStorageKeyRecord, secret = "[REDACTED]"): unknown {
  return {
    id: key.id,
    label: key.label,
    access_key: key.access_key,
    secret_key: secret,
    limited: key.bucket_access !== null,
    bucket_access: key.bucket_access,
    regions: regionViews(world, key.regions),
  };
}

const keyLabel = label(3, 50, /^[^\n]*$/, "Must be one line");
const access = z.array(
  z.object({
    bucket_name: z.string(),
    permissions: z.enum(["read_only", "read_write"]),
    region: z.string().nullish(),
    cluster: z.string().nullish(),
  }),
);

function readAccess(call: Call, input: z.output<typeof access>): BucketAccess[] {
  if (input.length > bucketsPerKey) {
    throw invalid(`A key may name at most ${bucketsPerKey} buckets`, "bucket_access");
  }
  return input.map((one, index) => {
    const region = storageRegion(one.region ?? one.cluster ?? "");
    if (region === undefined) throw invalid("region is not valid", `bucket_access[${index}].region`);
    const bucket = call.world.store.get("bucket", one.bucket_name);
    if (bucket === undefined || bucket.region !== region) {
      throw invalid("Bucket does not exist", `bucket_access[${index}].bucket_name`);
    }
    return {
      cluster: regionCluster(region),
      bucket_name: one.bucket_name,
      permissions: one.permissions,
      region,
    };
  });
}

function readRegions(input: readonly string[] | null | undefined): string[] | undefined {
  if (input == null || input.length === 0) return undefined;
  return input.map((one) => {
    const region = storageRegion(one);
    if (region === undefined) throw invalid("regions is not valid", "regions");
    return region;
  });
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

function credentials(): { access_key: string; secret_key: string } {
  return {
    access_key: [...randomBytes(20)].map((byte) => alphabet[byte % alphabet.length]).join(""),
    secret_key: randomBytes(30).toString("base64url"),
  };
}

/** The key that signs addresses for single objects; made when it is first needed. */
export function serviceKey(world: World): ObjectStorageKeyRecord {
  for (const key of world.store.all("objectStorageKey")) if (key.service) return key;
  return world.store.insert("objectStorageKey", {
    id: world.store.nextId(),
    label: "presigned addresses",
    ...credentials(),
    bucket_access: null,
    regions: [...allRegions],
    service: true,
  });
}

const key = defineResource<"objectStorageKey">({
  kind: "objectStorageKey",
  path: "/object-storage/keys",
  scope: "object_storage",
  filterable: ["id", "label", "access_key"],
  indexes: ["access_key"],
  missing: "The specified access key was not found.",
  visible: (_, one) => one.service !== true,
  view: (world, one) => view(world, one),
  reference: (_, one) => ({
    id: one.id,
    type: "object_storage_key",
    label: one.label,
    url: `/v4/object-storage/keys/${one.id}`,
  }),
  create: defineCreation({
    schema: z.object({
      label: keyLabel,
      bucket_access: access.nullish(),
      regions: z.array(z.string()).nullish(),
    }),
    build: (call, input): ObjectStorageKeyRecord => {
      if (call.world.store.count("objectStorageKey") >= keysQuota) {
        throw invalid(`You may not have more than ${keysQuota} keys.`);
      }
      setAccountSettings(call.world, { object_storage: "active" });
      const bucket_access = input.bucket_access == null ? null : readAccess(call, input.bucket_access);
      const named = readRegions(input.regions);
      // Where the buckets are that it may use, and where it was asked for (recorded).
      const regions = [...(bucket_access ?? []).map((one) => one.region), ...(named ?? [])];
      return {
        id: call.world.store.nextId(),
        label: input.label,
        ...credentials(),
        bucket_access,
        regions: regions.length === 0 ? usualRegions : [...new Set(regions)].sort(),
      };
    },
    answer: (call, record) => view(call.world, record, record.secret_key),
  }),
  update: defineChange({
    schema: z.object({ label: keyLabel.nullish(), regions: z.array(z.string()).nullish() }),
    apply: (_call, _record: ObjectStorageKeyRecord, input) =>
      defined({ label: input.label ?? undefined, regions: readRegions(input.regions) }),
  }),
  remove: {},
  notifications: {
    create: "obj_access_key_create",
    update: "obj_access_key_update",
    delete: "obj_access_key_delete",
  },
});

export const objectStorageKeys: Section = { resources: [key] };
