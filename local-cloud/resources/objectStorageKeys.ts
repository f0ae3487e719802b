import { randomBytes } from "node:crypto";
import { z } from "zod";
import { catalog, regionById } from "../catalog";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity } from "../core/kinds";
import type { World } from "../core/world";
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
}

declare module "../core/kinds" {
  interface Kinds {
    objectStorageKey: ObjectStorageKeyRecord;
  }
}

/** Keys an account may have, and buckets a key may name. */
const quotas = { keys: 100, buckets: 25 };

/** The region that a path or a request names, by its id or by an older cluster's (`fr-par-1`). */
export function storageRegion(named: string): string | undefined {
  const hasStorage = (region: string): boolean =>
    catalog.storageEndpoints.some((one) => one.region === region) ||
    regionById(region)?.capabilities.includes("Object Storage") === true;
  if (hasStorage(named)) return named;
  const host = catalog.storageEndpoints.find((one) => one.s3_endpoint === `${named}.linodeobjects.com`);
  return host?.region;
}

const allRegions = [...new Set(catalog.storageEndpoints.map((one) => one.region))].sort();

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
  if (input.length > quotas.buckets) {
    throw invalid(`A key may name at most ${quotas.buckets} buckets`, "bucket_access");
  }
  return input.map((one, index) => {
    const region = storageRegion(one.region ?? one.cluster ?? "");
    if (region === undefined) throw invalid("region is not valid", `bucket_access[${index}].region`);
    const bucket = call.world.store.get("bucket", one.bucket_name);
    if (bucket === undefined || bucket.region !== region) {
      throw invalid("Bucket does not exist", `bucket_access[${index}].bucket_name`);
    }
    return {
      cluster: one.region == null ? (one.cluster ?? "") : "",
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

function accessKey(): string {
  return [...randomBytes(20)].map((byte) => alphabet[byte % alphabet.length]).join("");
}

const key = defineResource<"objectStorageKey">({
  kind: "objectStorageKey",
  path: "/object-storage/keys",
  scope: "object_storage",
  filterable: ["id", "label", "access_key"],
  indexes: ["access_key"],
  view,
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
      if (call.world.store.count("objectStorageKey") >= quotas.keys) {
        throw invalid(`You may not have more than ${quotas.keys} keys.`);
      }
      const bucket_access = input.bucket_access == null ? null : readAccess(call, input.bucket_access);
      const ofBuckets = bucket_access === null ? allRegions : bucket_access.map((one) => one.region);
      return {
        id: call.world.store.nextId(),
        label: input.label,
        access_key: accessKey(),
        secret_key: randomBytes(30).toString("base64url"),
        bucket_access,
        regions: readRegions(input.regions) ?? [...new Set(ofBuckets)].sort(),
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
