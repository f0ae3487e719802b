import * as pulumi from "@pulumi/pulumi";

/** The arguments of an {@link AccountPreflight}. */
export interface AccountPreflightArgs {
  /** The account's settings under which new servers keep the kind of interfaces that this program writes. */
  interfacesForNewLinodes: pulumi.Input<string[]>;
}

/**
 * Looks at the account before anything is created, at preview as well: servers of this program have legacy configuration
 * interfaces, and an account that makes the new kind by default would refuse them one by one.
 */
export class AccountPreflight extends pulumi.CustomResource {
  constructor(name: string, args: AccountPreflightArgs, opts?: pulumi.CustomResourceOptions) {
    super("bastide:index:AccountPreflight", name, { ...args }, opts);
  }
}
