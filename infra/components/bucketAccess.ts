import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";

import type { ExchangeAccess } from "../channel";

/** A bucket that was made, as far as its key has to know it. */
interface MadeBucket {
  readonly label: pulumi.Output<string>;
  readonly s3Endpoint: pulumi.Output<string>;
}

/** What a bucket's key is called. */
interface KeyOf {
  /** The component's. */
  readonly name: string;
  readonly region: string;
  readonly plan: { readonly label: string; readonly key: { readonly label: string } };
}

/** Makes the one key that reads and writes a bucket, and no other; gives the way to the bucket, with the key (AC-6). */
export function accessTo(
  bucket: MadeBucket,
  { name, region, plan }: KeyOf,
  parent: pulumi.ComponentResource,
): pulumi.Output<ExchangeAccess> {
  const key = new linode.ObjectStorageKey(
    `${name}-key`,
    {
      label: plan.key.label,
      bucketAccesses: [{ bucketName: bucket.label, region, permissions: "read_write" }],
    },
    { parent, additionalSecretOutputs: ["accessKey", "secretKey"] },
  );
  return pulumi
    .all([bucket.s3Endpoint, key.accessKey, key.secretKey])
    .apply(([endpoint, accessKey, secretKey]) => ({
      ...{ endpoint, region, name: plan.label },
      ...{ accessKey, secretKey },
    }));
}
