const linode = require("@pulumi/linode");
const { certificate, idOf, objects, otherRegion, pick, privateKey, region } = require("./settings");

/** Buckets, keys, objects, and an image that is uploaded. */
exports.storage = () => {
  const writer = new linode.ObjectStorageKey("writer", { label: "writer" });
  const { accessKey, secretKey } = writer;
  const bucket = new linode.ObjectStorageBucket("bucket", {
    label: "every-bucket",
    region,
    acl: pick("private", "public-read"),
    corsEnabled: pick(true, false),
    versioning: pick(true, false),
    lifecycleRules: [
      {
        id: "expire",
        enabled: pick(true, false),
        prefix: pick("a/", "b/"),
        abortIncompleteMultipartUploadDays: pick(5, 6),
        expiration: { days: pick(30, 60) },
        noncurrentVersionExpiration: { days: pick(10, 20) },
      },
    ],
    accessKey,
    secretKey,
  });
  const typed = new linode.ObjectStorageBucket("typed", {
    label: "typed-bucket",
    region,
    endpointType: "E1",
  });
  new linode.ObjectStorageBucket("certified", {
    label: "shelf.every.example",
    region,
    cert: pick(undefined, { certificate, privateKey }),
  });
  const key = new linode.ObjectStorageKey("limited", {
    label: pick("limited", "limited-2"),
    regions: pick([region], [region, otherRegion]),
    bucketAccesses: [{ bucketName: bucket.label, region, permissions: "read_only" }],
  });
  const volume = new linode.Volume("free", {
    label: pick("free", "free-2"),
    region,
    size: pick(10, 20),
    encryption: "enabled",
    tags: pick(["one"], ["two"]),
  });
  new linode.Volume("copied", {
    label: "copied",
    region,
    sourceVolumeId: idOf(volume),
    // A copy is encrypted like its source, whatever is asked for; anything else here would be drift for ever.
    encryption: "enabled",
  });
  // Not in the bucket whose versions are suspended: the provider would leave old versions there, which keep it from going.
  if (objects) storedObjects({ bucket: typed, accessKey, secretKey });
  return { writer, bucket, typed, key, volume };
};

function storedObjects({ bucket, accessKey, secretKey }) {
  const common = { bucket: bucket.label, region, accessKey, secretKey };
  new linode.ObjectStorageObject("text", {
    ...common,
    key: "text.txt",
    content: pick("one", "two"),
    contentType: pick("text/plain", "text/html"),
    contentLanguage: pick("en", "fr"),
    contentDisposition: pick("inline", "attachment"),
    cacheControl: pick("no-cache", "no-store"),
    acl: pick("private", "public-read"),
    metadata: pick({ a: "1" }, { a: "2" }),
    forceDestroy: true,
  });
  new linode.ObjectStorageObject("encoded", {
    ...common,
    key: "encoded.bin",
    contentBase64: pick("b25l", "dHdv"),
    contentEncoding: pick("identity", "gzip"),
    websiteRedirect: pick("/a", "/b"),
  });
  new linode.ObjectStorageObject("file", { ...common, key: "file.bin", source: "Pulumi.yaml" });
}
