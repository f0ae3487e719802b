import * as pulumi from "@pulumi/pulumi";

/** The arguments of an {@link ExchangeBucket}. */
export interface ExchangeBucketArgs {
  /** The region, by its canonical id; never an object-storage cluster. */
  region: pulumi.Input<string>;
  /** The bucket's name: 3 to 63 lower-case letters, digits and hyphens; unique in Linode's object storage. */
  label: pulumi.Input<string>;
  /** The tags by which policies know the bucket; kept in the state only. */
  tags: pulumi.Input<string[]>;
  /** Days after which a ticket that nobody fetched is removed: 1. */
  ticketDays: pulumi.Input<number>;
}

/**
 * A site's private bucket for tickets, sealed messages and hosts' reports. Neither locked nor versioned: what is removed is gone. It holds
 * nothing that can't be made again, and is emptied when it is destroyed.
 */
export class ExchangeBucket extends pulumi.CustomResource {
  /** Where S3 answers, as host or host:port. */
  declare readonly s3Endpoint: pulumi.Output<string>;
  declare readonly region: pulumi.Output<string>;
  declare readonly label: pulumi.Output<string>;

  constructor(name: string, args: ExchangeBucketArgs, opts?: pulumi.CustomResourceOptions) {
    super("bastide:index:ExchangeBucket", name, { ...args, s3Endpoint: undefined }, opts);
  }
}
