import { z } from "zod";
import type { Call, Endpoint } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { accessXml, aclOwner, type CannedAcl, cannedAcls } from "../s3/acl";
import { presign } from "../s3/presign";
import { findBucket } from "./buckets";
import { serviceKey } from "./objectStorageKeys";

/** The access list of an object that was given one; its id is `BUCKET/NAME`. */
export interface ObjectAclRecord extends Entity {
  id: string;
  bucket: string;
  acl: CannedAcl;
}

declare module "../core/kinds" {
  interface Kinds {
    objectAcl: ObjectAclRecord;
  }
}

/** Most objects that S3 lists at once. */
const listLimit = 1000;

/** How many objects a bucket holds, and their size in bytes. */
export async function bucketUsage(world: World, bucket: string): Promise<{ objects: number; size: number }> {
  let objects = 0;
  let size = 0;
  let marker: string | null = "";
  while (marker !== null) {
    const page = await world.objectStore.list(bucket, {
      prefix: "",
      delimiter: "",
      marker,
      limit: listLimit,
    });
    objects += page.objects.length;
    for (const one of page.objects) size += one.size ?? 0;
    marker = page.next;
  }
  return { objects, size };
}

async function list(call: Call): Promise<unknown> {
  const bucket = findBucket(call);
  const text = (name: string): string => call.query.get(name) ?? "";
  const limit = Number(call.query.get("page_size") ?? 100);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= listLimit)) {
    throw invalid(`Must be 1-${listLimit}`, "page_size");
  }
  const page = await call.world.objectStore.list(bucket.id, {
    prefix: text("prefix"),
    delimiter: text("delimiter"),
    marker: text("marker"),
    limit,
  });
  return {
    data: page.objects.map((one) => ({
      name: one.name,
      etag: one.etag,
      last_modified: one.last_modified,
      owner: one.size === null ? null : aclOwner,
      size: one.size,
    })),
    is_truncated: page.next !== null,
    next_marker: page.next,
  };
}

async function exists(call: Call, bucket: string, name: string): Promise<boolean> {
  const query = { prefix: name, delimiter: "", marker: "", limit: 1 };
  const { objects } = await call.world.objectStore.list(bucket, query);
  return objects[0]?.name === name;
}

async function requireObject(call: Call, name: string): Promise<{ id: string; bucket: string }> {
  const bucket = findBucket(call);
  if (!(await exists(call, bucket.id, name))) throw notFound();
  return { id: `${bucket.id}/${name}`, bucket: bucket.id };
}

function aclView(acl: CannedAcl): unknown {
  return { acl, acl_xml: accessXml(acl) };
}

async function showAcl(call: Call): Promise<unknown> {
  const name = call.query.get("name");
  if (name === null || name === "") throw invalid("name is required", "name");
  const { id } = await requireObject(call, name);
  return aclView(call.world.store.get("objectAcl", id)?.acl ?? "private");
}

async function setAcl(call: Call): Promise<unknown> {
  const input = validate(z.object({ name: z.string().min(1), acl: z.enum(cannedAcls) }), call.body);
  const found = await requireObject(call, input.name);
  const { store } = call.world;
  store.transaction(() => store.insert("objectAcl", { ...found, acl: input.acl }));
  return {};
}

const expiryText = "Must be between 360 and 86400";
const urlSchema = z.object({
  name: z.string().min(1, "name is required"),
  method: z.enum(["GET", "PUT", "POST", "DELETE", "HEAD"]).nullish(),
  content_type: z.string().nullish(),
  content_disposition: z.string().nullish(),
  expires_in: z.number().int().min(360, expiryText).max(86_400, expiryText).nullish(),
});

/** An address for one object; the object need not exist. */
async function makeUrl(call: Call): Promise<unknown> {
  const bucket = findBucket(call);
  const input = validate(urlSchema, call.body);
  const { world } = call;
  const key = world.store.transaction(() => serviceKey(world));
  const url = await presign({
    method: input.method ?? "GET",
    endpoint: world.objectStore.endpoint(bucket.region),
    bucket: bucket.id,
    name: input.name,
    expiresIn: input.expires_in ?? 3600,
    ...(input.content_type == null ? {} : { contentType: input.content_type }),
    accessKey: key.access_key,
    secretKey: key.secret_key,
  });
  return { url, exists: await exists(call, bucket.id, input.name) };
}

const scope = "object_storage";
const bucket = "/object-storage/buckets/:region/:label";

/** What is in a bucket. */
export const objectEndpoints: readonly Endpoint[] = [
  { method: "GET", path: `${bucket}/object-list`, scope, async: true, run: list },
  { method: "GET", path: `${bucket}/object-acl`, scope, async: true, run: showAcl },
  { method: "PUT", path: `${bucket}/object-acl`, scope, async: true, run: setAcl },
  { method: "POST", path: `${bucket}/object-url`, scope, async: true, run: makeUrl },
];
