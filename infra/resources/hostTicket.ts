import * as pulumi from "@pulumi/pulumi";

import type { ExchangeAccess } from "../channel";

/** The arguments of a {@link HostTicket}. */
export interface HostTicketArgs {
  /** The tags by which policies know the class and role; kept in the state only. */
  tags: pulumi.Input<string[]>;
  host: pulumi.Input<string>;
  /** The site's exchange bucket and the key for it. */
  access: pulumi.Input<ExchangeAccess>;
  /** The host's age identity. */
  identity: pulumi.Input<string>;
  /** The class's key that messages are signed with, as PEM. */
  verifyKey: pulumi.Input<string>;
  /** The server's label, and all that replaces the server when it changes. */
  server: pulumi.Input<{ readonly [argument: string]: pulumi.Input<unknown> }>;
}

/**
 * What a new server is let in with, once and for a day. It is made anew by an `up` where the server does not exist, or where what replaces
 * it changes; never otherwise. To replace a server on purpose, name both: `pulumi up --replace SERVER --replace TICKET`.
 */
export class HostTicket extends pulumi.CustomResource {
  /** A signed address and a one-time age identity; a secret. */
  declare readonly line: pulumi.Output<string>;
  /** Milliseconds since 1970; the host takes no message that is older. */
  declare readonly made: pulumi.Output<number>;

  constructor(name: string, args: HostTicketArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "bastide:index:HostTicket",
      name,
      { ...args, object: undefined, made: undefined, line: undefined },
      {
        ...opts,
        additionalSecretOutputs: ["access", "identity", "line"],
      },
    );
  }
}
