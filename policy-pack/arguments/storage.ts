import { type Arguments, harmless, judged, judgedEarly, refused } from "./argument";

const region = judged("bastide-resource-require-allowed-region");
const tags = judged("bastide-resource-require-tags");
const lifecycle = judged("linode-object-storage-bucket-require-lifecycle");
const references = judged("bastide-stack-require-references-in-stack");
const scope = judged("linode-object-storage-key-require-scope");
const name = harmless("A name.");

/** Arguments of `linode:index/volume:Volume`. */
export const volumeArguments: Arguments = {
  encryption: judged("linode-volume-require-encryption"),
  label: name,
  linodeId: judged("bastide-stack-require-data-node-for-volume", "bastide-stack-require-references-in-stack"),
  region,
  size: judgedEarly("bastide-stack-require-capacity"),
  sourceVolumeId: references,
  tags,
  timeouts: harmless("It says how long the provider waits."),
};

/** Arguments of `linode:index/objectStorageBucket:ObjectStorageBucket`. */
export const bucketArguments: Arguments = {
  accessKey: references,
  acl: judged("linode-object-storage-bucket-require-private-acl"),
  cert: refused(
    "A private key would leave the class's hosts; Linode's own certificate covers the bucket's address.",
  ),
  cluster: judged("linode-object-storage-bucket-forbid-cluster"),
  corsEnabled: judged("linode-object-storage-bucket-forbid-cross-origin"),
  endpointType: judged("linode-object-storage-bucket-require-encrypted-endpoint"),
  label: name,
  "lifecycleRules[].abortIncompleteMultipartUploadDays": harmless(
    "It removes what was never a whole object.",
  ),
  "lifecycleRules[].enabled": lifecycle,
  "lifecycleRules[].expiration.date": lifecycle,
  "lifecycleRules[].expiration.days": lifecycle,
  "lifecycleRules[].expiration.expiredObjectDeleteMarker": harmless(
    "It removes markers behind which nothing is left.",
  ),
  "lifecycleRules[].id": name,
  "lifecycleRules[].noncurrentVersionExpiration.days": lifecycle,
  "lifecycleRules[].prefix": lifecycle,
  region: judged("linode-object-storage-bucket-forbid-cluster", "bastide-resource-require-allowed-region"),
  s3Endpoint: refused(
    "Requests with the bucket's keys would go where it says, instead of the region's endpoint.",
  ),
  secretKey: references,
  versioning: judged("linode-object-storage-bucket-require-versioning"),
};

/** Arguments of `linode:index/objectStorageKey:ObjectStorageKey`. */
export const bucketKeyArguments: Arguments = {
  "bucketAccesses[].bucketName": judged(
    "linode-object-storage-key-require-scope",
    "bastide-stack-require-references-in-stack",
  ),
  "bucketAccesses[].cluster": refused("Clusters are retired, and the provider takes some regions for them."),
  "bucketAccesses[].permissions": scope,
  "bucketAccesses[].region": judged(
    "linode-object-storage-key-require-scope",
    "bastide-stack-require-references-in-stack",
  ),
  label: name,
  regions: refused("It lets the key create buckets, of whatever class, in whole regions."),
};

/** Arguments of `bastide:index:LockedBucket`. */
export const lockedBucketArguments: Arguments = {
  label: name,
  lockDays: judged("bastide-locked-bucket-require-compliance-lock"),
  lockMode: judged("bastide-locked-bucket-require-compliance-lock"),
  noncurrentDays: judged("bastide-locked-bucket-require-retention"),
  region,
  tags,
};

/** Arguments of `bastide:index:ExchangeBucket`. It is always private: it has no argument that could publish it. */
export const exchangeBucketArguments: Arguments = {
  label: name,
  region,
  tags,
  ticketDays: judged("bastide-exchange-bucket-require-ticket-expiry"),
};
