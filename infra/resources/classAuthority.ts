import * as pulumi from "@pulumi/pulumi";

/** The arguments of a {@link ClassAuthority}. */
export interface ClassAuthorityArgs {
  /** The authority's common name. */
  name: pulumi.Input<string>;
  /** The tags by which policies know the class; kept in the state only. */
  tags: pulumi.Input<string[]>;
}

/**
 * A class's own certificate authority, good for ten years and renewed with the same key when fewer than two are left, and the key that signs
 * messages to its hosts. Its private parts are secrets in the state and nowhere else.
 */
export class ClassAuthority extends pulumi.CustomResource {
  /** As PEM. */
  declare readonly certificate: pulumi.Output<string>;
  declare readonly key: pulumi.Output<string>;
  /** Ed25519, as PEM. */
  declare readonly signingKey: pulumi.Output<string>;
  declare readonly verifyKey: pulumi.Output<string>;

  constructor(name: string, args: ClassAuthorityArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = {
      certificate: undefined,
      key: undefined,
      notAfter: undefined,
      signingKey: undefined,
      verifyKey: undefined,
    };
    super(
      "bastide:index:ClassAuthority",
      name,
      { ...args, ...outputs },
      {
        ...opts,
        additionalSecretOutputs: ["key", "signingKey"],
      },
    );
  }
}
