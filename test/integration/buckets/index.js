// Static files for a website next to backups: a public bucket, a bucket in a cluster, a key that opens all, one shared.
const linode = require("@pulumi/linode");

const site = new linode.ObjectStorageBucket("site", {
  label: "example-site",
  region: "us-ord",
  acl: "public-read",
  corsEnabled: true,
});
const backups = new linode.ObjectStorageBucket(
  "backups",
  {
    label: "example-backups",
    cluster: "fr-par-1",
    acl: "private",
    lifecycleRules: [{ enabled: true, expiration: { days: 1 } }],
  },
  { protect: true },
);
new linode.ObjectStorageKey("admin", { label: "admin" });
new linode.ObjectStorageKey("both", {
  label: "both",
  bucketAccesses: [site, backups].map((bucket) => ({
    bucketName: bucket.label,
    region: "us-ord",
    permissions: "read_write",
  })),
});
new linode.ObjectStorageObject("index", {
  bucket: site.label,
  region: "us-ord",
  key: "index.html",
  content: "<h1>Hello</h1>",
  contentType: "text/html",
});
