import * as pulumi from "@pulumi/pulumi";

/** The arguments of a {@link LockedBucket}. */
export interface LockedBucketArgs {
  /** The region, by its canonical id; never an object-storage cluster. */
  region: pulumi.Input<string>;
  /** The bucket's name: 3 to 63 lower-case letters, digits and hyphens; unique in Linode's object storage. */
  label: pulumi.Input<string>;
  /** The tags by which policies know the bucket. Linode's buckets have none, so they are kept in the state only. */
  tags: pulumi.Input<string[]>;
  /** Days for which no version of an object can be altered or deleted, by anyone. */
  lockDays: pulumi.Input<number>;
  /** `COMPLIANCE`: no key can shorten it. `GOVERNANCE` can be bypassed by an unlimited key, and policies refuse it. */
  lockMode: pulumi.Input<string>;
  /** Days after which a version that is no longer current is removed; more than `lockDays`. */
  noncurrentDays: pulumi.Input<number>;
}

/**
 * A private, versioned bucket with object lock, made over S3 because Linode's provider can't set the lock (`infra/provider`).
 */
export class LockedBucket extends pulumi.CustomResource {
  /** Where S3 answers, as host or host:port. */
  declare readonly s3Endpoint: pulumi.Output<string>;
  declare readonly region: pulumi.Output<string>;
  declare readonly label: pulumi.Output<string>;

  constructor(name: string, args: LockedBucketArgs, opts?: pulumi.CustomResourceOptions) {
    super("bastide:index:LockedBucket", name, { ...args, s3Endpoint: undefined }, opts);
  }
}
