import type { World } from "../core/world";
import { type BucketRecord, newBucket } from "../resources/buckets";
import type { ObjectStorageKeyRecord } from "../resources/objectStorageKeys";
import { accessXml, aclOf, type CannedAcl, cannedAcls } from "./acl";
import { escapeXml, S3Error, type S3Request, xmlDocument } from "./request";

/** What the front answers itself. */
export interface S3Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A bucket-level request with everything it works on. */
export interface BucketCall {
  world: World;
  /** The listener's region. */
  region: string;
  request: S3Request;
  body: string;
  key: ObjectStorageKeyRecord;
}

const empty: S3Answer = { status: 200 };

function xml(root: string, content: string): S3Answer {
  return { status: 200, headers: { "Content-Type": "application/xml" }, body: xmlDocument(root, content) };
}

/** The request's bucket; one of another region doesn't exist here. */
export function requireBucket(world: World, region: string, name: string): BucketRecord {
  const bucket = world.store.get("bucket", name);
  if (bucket === undefined || bucket.region !== region) {
    throw new S3Error(404, "NoSuchBucket", "The specified bucket does not exist.");
  }
  return bucket;
}

/** `GET /`. */
export function listBuckets({ world, region, key }: BucketCall): S3Answer {
  const named = key.bucket_access?.map((one) => one.bucket_name);
  const shown = [...world.store.all("bucket")].filter(
    (bucket) => bucket.region === region && (named === undefined || named.includes(bucket.id)),
  );
  const rows = shown.map(
    (bucket) =>
      `<Bucket><Name>${bucket.label}</Name><CreationDate>${bucket.created}.000Z</CreationDate></Bucket>`,
  );
  return xml(
    "ListAllMyBucketsResult",
    `<Owner><ID>local-cloud</ID></Owner><Buckets>${rows.join("")}</Buckets>`,
  );
}

/** `PUT /bucket`: the only moment at which object lock can be turned on. */
export function createBucket({ world, region, request }: BucketCall): S3Answer {
  const name = request.bucket ?? "";
  if (!/^[a-z0-9](?:[a-z0-9.-]{1,61}[a-z0-9])$/.test(name)) {
    throw new S3Error(400, "InvalidBucketName", "The specified bucket is not valid.");
  }
  const existing = world.store.get("bucket", name);
  if (existing !== undefined) {
    throw existing.region === region
      ? new S3Error(409, "BucketAlreadyOwnedByYou", "You already own this bucket.")
      : new S3Error(409, "BucketAlreadyExists", "The name is in use in another region.");
  }
  const lock_enabled = request.headers["x-amz-bucket-object-lock-enabled"]?.toLowerCase() === "true";
  world.store.transaction(() =>
    newBucket(world, { label: name, region, lock_enabled, acl: cannedAcl(request) ?? "private" }),
  );
  return { status: 200, headers: { Location: `/${name}` } };
}

function cannedAcl(request: S3Request): CannedAcl | undefined {
  const given = request.headers["x-amz-acl"];
  if (given === undefined) return undefined;
  const known = cannedAcls.find((one) => one === given);
  if (known === undefined)
    throw new S3Error(400, "InvalidArgument", `The ACL ${escapeXml(given)} is not known.`);
  return known;
}

/** `HEAD /bucket`. */
export function headBucket(bucket: BucketRecord): S3Answer {
  return { status: 200, headers: { "x-amz-bucket-region": bucket.region } };
}

/** A listing of a bucket that cannot hold objects. */
export function emptyListing(bucket: BucketRecord, request: S3Request): S3Answer {
  const prefix = escapeXml(request.query.get("prefix")?.[0] ?? "");
  const common = `<Name>${bucket.label}</Name><Prefix>${prefix}</Prefix><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>`;
  if (request.query.has("versions")) return xml("ListVersionsResult", common);
  if (request.query.has("uploads")) {
    return xml(
      "ListMultipartUploadsResult",
      `<Bucket>${bucket.label}</Bucket><IsTruncated>false</IsTruncated>`,
    );
  }
  return xml("ListBucketResult", `${common}<KeyCount>0</KeyCount>`);
}

type Operation = (call: BucketCall, bucket: BucketRecord) => S3Answer;

function patch(world: World, bucket: BucketRecord, changes: Partial<BucketRecord>): S3Answer {
  world.store.transaction(() => world.store.patch("bucket", bucket.id, changes));
  return empty;
}

function document(call: BucketCall, root: string): string {
  if (!new RegExp(`<${root}[\\s>]`).test(call.body)) {
    throw new S3Error(400, "MalformedXML", `The body must be a ${root}.`);
  }
  return call.body;
}

function keep(name: string, root: string): Operation {
  return (call, bucket) =>
    patch(call.world, bucket, { documents: { ...bucket.documents, [name]: document(call, root) } });
}

function show(name: string, code: string): Operation {
  return (_, bucket) => {
    const body = bucket.documents[name];
    if (body === undefined) throw new S3Error(404, code, `The ${name} configuration does not exist.`);
    return { status: 200, headers: { "Content-Type": "application/xml" }, body };
  };
}

function drop(name: string): Operation {
  return (call, bucket) => {
    const { [name]: _, ...documents } = bucket.documents;
    return { ...patch(call.world, bucket, { documents }), status: 204 };
  };
}

function putVersioning(call: BucketCall, bucket: BucketRecord): S3Answer {
  const status = /<Status>(Enabled|Suspended)<\/Status>/.exec(document(call, "VersioningConfiguration"))?.[1];
  if (status !== "Enabled" && status !== "Suspended") {
    throw new S3Error(400, "MalformedXML", "Status must be Enabled or Suspended.");
  }
  if (bucket.lock_enabled && status === "Suspended") {
    throw new S3Error(
      409,
      "InvalidBucketState",
      "Versioning cannot be suspended on a bucket with object lock.",
    );
  }
  return patch(call.world, bucket, { versioning: status });
}

function getVersioning(_: BucketCall, bucket: BucketRecord): S3Answer {
  return xml(
    "VersioningConfiguration",
    bucket.versioning === null ? "" : `<Status>${bucket.versioning}</Status>`,
  );
}

function putLock(call: BucketCall, bucket: BucketRecord): S3Answer {
  if (!bucket.lock_enabled) {
    throw new S3Error(409, "InvalidBucketState", "Object lock must be enabled when the bucket is created.");
  }
  const body = document(call, "ObjectLockConfiguration");
  const mode = /<Mode>(\w+)<\/Mode>/.exec(body)?.[1];
  if (mode !== undefined && mode !== "COMPLIANCE" && mode !== "GOVERNANCE") {
    throw new S3Error(400, "MalformedXML", "Mode must be COMPLIANCE or GOVERNANCE.");
  }
  const periods = [...body.matchAll(/<(Days|Years)>(\d+)<\/\1>/g)];
  if (mode !== undefined && (periods.length !== 1 || Number(periods[0]?.[2]) < 1)) {
    throw new S3Error(400, "MalformedXML", "A default retention has either Days or Years, at least 1.");
  }
  return patch(call.world, bucket, { documents: { ...bucket.documents, "object-lock": body } });
}

function getLock(_: BucketCall, bucket: BucketRecord): S3Answer {
  if (!bucket.lock_enabled) {
    throw new S3Error(
      404,
      "ObjectLockConfigurationNotFoundError",
      "Object lock is not enabled for this bucket.",
    );
  }
  const body = bucket.documents["object-lock"];
  if (body !== undefined) return { status: 200, headers: { "Content-Type": "application/xml" }, body };
  return xml("ObjectLockConfiguration", "<ObjectLockEnabled>Enabled</ObjectLockEnabled>");
}

function putAcl(call: BucketCall, bucket: BucketRecord): S3Answer {
  return patch(call.world, bucket, {
    acl: cannedAcl(call.request) ?? aclOf(document(call, "AccessControlPolicy")),
  });
}

/** What a bucket is configured with, by subresource and method. Policies are absent: the front could not enforce them. */
const operations: Record<string, Record<string, Operation>> = {
  versioning: { GET: getVersioning, PUT: putVersioning },
  "object-lock": { GET: getLock, PUT: putLock },
  lifecycle: {
    GET: show("lifecycle", "NoSuchLifecycleConfiguration"),
    PUT: keep("lifecycle", "LifecycleConfiguration"),
    DELETE: drop("lifecycle"),
  },
  cors: {
    GET: show("cors", "NoSuchCORSConfiguration"),
    PUT: keep("cors", "CORSConfiguration"),
    DELETE: drop("cors"),
  },
  tagging: { GET: show("tagging", "NoSuchTagSet"), PUT: keep("tagging", "Tagging"), DELETE: drop("tagging") },
  encryption: { GET: show("encryption", "ServerSideEncryptionConfigurationNotFoundError") },
  policy: { GET: show("policy", "NoSuchBucketPolicy") },
  acl: {
    GET: (_, bucket) => ({
      status: 200,
      headers: { "Content-Type": "application/xml" },
      body: accessXml(bucket.acl),
    }),
    PUT: putAcl,
  },
  location: {
    GET: (_, bucket) => xml("LocationConstraint", bucket.region),
  },
};

/** Subresources that are lists of objects, not configuration. */
const listings = new Set(["versions", "uploads", "list-type", "delete"]);
/** Parameters that change nothing about what is asked. */
const plain = new Set([
  "x-id",
  "prefix",
  "delimiter",
  "marker",
  "max-keys",
  "encoding-type",
  "start-after",
  "continuation-token",
  "fetch-owner",
  "key-marker",
  "version-id-marker",
  "max-uploads",
  "upload-id-marker",
]);

/** Answers a request about a bucket's configuration; undefined when it is about objects. */
export function configureBucket(call: BucketCall, bucket: BucketRecord): S3Answer | undefined {
  for (const name of call.request.query.keys()) {
    if (listings.has(name) || plain.has(name) || name.startsWith("X-Amz-")) continue;
    const operation = operations[name]?.[call.request.method];
    if (operation === undefined) {
      throw new S3Error(
        501,
        "NotImplemented",
        `${call.request.method} of ${escapeXml(name)} is not implemented.`,
      );
    }
    return operation(call, bucket);
  }
  return undefined;
}
