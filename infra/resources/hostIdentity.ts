import * as pulumi from "@pulumi/pulumi";

/** The arguments of a {@link HostIdentity}. */
export interface HostIdentityArgs {
  /** The tags by which policies know the class and role; kept in the state only. */
  tags: pulumi.Input<string[]>;
  /** The DNS names of its certificate, the host's own name first. */
  names: pulumi.Input<string[]>;
  /** The addresses of its certificate, or none. */
  addresses: pulumi.Input<string[]>;
  /** The class's authority, as PEM, and its key. */
  authority: pulumi.Input<string>;
  authorityKey: pulumi.Input<string>;
}

/**
 * What a host is known by: its age identity, the keys of its tunnel and a certificate of the class's authority. Certificates are good for 397
 * days; an `up` renews one that has fewer than 300 left, so that a stack with an `up` every three months never comes near the end.
 */
export class HostIdentity extends pulumi.CustomResource {
  declare readonly identity: pulumi.Output<string>;
  declare readonly recipient: pulumi.Output<string>;
  /** In base64. */
  declare readonly tunnelPrivateKey: pulumi.Output<string>;
  declare readonly tunnelPublicKey: pulumi.Output<string>;
  /** As PEM. */
  declare readonly certificate: pulumi.Output<string>;
  declare readonly key: pulumi.Output<string>;

  constructor(name: string, args: HostIdentityArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = {
      identity: undefined,
      recipient: undefined,
      tunnelPrivateKey: undefined,
      tunnelPublicKey: undefined,
      certificate: undefined,
      key: undefined,
      notAfter: undefined,
    };
    super(
      "bastide:index:HostIdentity",
      name,
      { ...args, ...outputs },
      {
        ...opts,
        additionalSecretOutputs: ["authorityKey", "identity", "tunnelPrivateKey", "key"],
      },
    );
  }
}
