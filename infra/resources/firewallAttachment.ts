import * as pulumi from "@pulumi/pulumi";

/** The arguments of a {@link FirewallAttachment}. */
export interface FirewallAttachmentArgs {
  firewallId: pulumi.Input<number>;
  /** The Linode or NodeBalancer. */
  entityId: pulumi.Input<number>;
  entityType: "linode" | "nodebalancer";
}

/**
 * Keeps exactly one firewall on a Linode or NodeBalancer: read back, mended when it drifts, and changed in one request without a
 * moment in between. `Instance.firewallId` covers the first second only: it is never read back, and changing it replaces the
 * server.
 */
export class FirewallAttachment extends pulumi.CustomResource {
  declare readonly firewallId: pulumi.Output<number>;
  declare readonly entityId: pulumi.Output<number>;

  constructor(name: string, args: FirewallAttachmentArgs, opts?: pulumi.CustomResourceOptions) {
    super("bastide:index:FirewallAttachment", name, { ...args }, opts);
  }
}
