import * as pulumi from "@pulumi/pulumi";

import type { ExchangeAccess } from "../channel";

/** The arguments of a {@link HostMessage}. */
export interface HostMessageArgs {
  /** The tags by which policies know the class and role; kept in the state only. */
  tags: pulumi.Input<string[]>;
  host: pulumi.Input<string>;
  /** The site's exchange bucket and the key for it. */
  access: pulumi.Input<ExchangeAccess>;
  /** Whom it is sealed to: the host's age recipient. */
  recipient: pulumi.Input<string>;
  /** What it is signed with: the class's key, as PEM. */
  signingKey: pulumi.Input<string>;
  /** The host's description: a cloud-config behind gzip and base64, as in its seed. */
  seed: pulumi.Input<string>;
  /** Files in `/etc/bastide/secrets`, by name. */
  secrets: pulumi.Input<Readonly<Record<string, string>>>;
  /** When the host's ticket was made, in milliseconds since 1970: a host that is made again takes no older message. */
  ticket: pulumi.Input<number>;
}

/**
 * What a running host is told, again with each change and after a week: its description and its secrets, sealed to it and signed, in its site's exchange
 * bucket. `pulumi refresh` finds one that is gone or was exchanged, and the next `up` puts it there again.
 */
export class HostMessage extends pulumi.CustomResource {
  /** Milliseconds since 1970; hosts take nothing older than what they have. */
  declare readonly serial: pulumi.Output<number>;

  constructor(name: string, args: HostMessageArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { serial: undefined, content: undefined, object: undefined };
    super(
      "bastide:index:HostMessage",
      name,
      { ...args, ...outputs },
      {
        ...opts,
        additionalSecretOutputs: ["access", "secrets", "signingKey"],
      },
    );
  }
}
