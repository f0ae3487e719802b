import type { World } from "../core/world";
import type { ObjectStorageKeyRecord } from "../resources/objectStorageKeys";
import { S3Error, type S3Request } from "./request";
import { type Claim, readClaim, verify } from "./signature";

/** Who asks, proven. */
export interface Caller {
  key: ObjectStorageKeyRecord;
  claim: Claim;
}

/** Proves a request's signature against the account's keys. */
export async function authenticate(world: World, request: S3Request): Promise<Caller> {
  const claim = readClaim(request);
  const key = world.store.where("objectStorageKey", "access_key", claim.accessKey)[0];
  if (key === undefined) {
    throw new S3Error(403, "InvalidAccessKeyId", "The access key does not exist in this local cloud.");
  }
  await verify(request, claim, key.secret_key);
  return { key, claim };
}

/** Throws unless the key may do this: limited keys reach only their buckets, and make new ones in their regions. */
export function authorize(request: S3Request, key: ObjectStorageKeyRecord, region: string): void {
  if (!key.regions.includes(region)) throw denied("The key is not for this region.");
  if (key.bucket_access === null || request.bucket === undefined) return;
  if (isCreation(request)) return;
  const access = key.bucket_access.find((one) => one.bucket_name === request.bucket && one.region === region);
  if (access === undefined) throw denied("The key does not cover this bucket.");
  const reading = request.method === "GET" || request.method === "HEAD";
  if (!reading && access.permissions !== "read_write") throw denied("The key may only read this bucket.");
}

function isCreation(request: S3Request): boolean {
  const plain = [...request.query.keys()].every((name) => name === "x-id");
  return request.method === "PUT" && request.key === undefined && plain;
}

function denied(message: string): S3Error {
  return new S3Error(403, "AccessDenied", message);
}
