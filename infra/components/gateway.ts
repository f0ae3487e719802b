import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";

import { createServer, type ServerArgs } from "./server";

/** Reserves a gateway's address; before its firewalls, which name the gateways of all regions. */
export const reserveAddress = (name: string, region: string, parent: pulumi.Resource): linode.NetworkingIp =>
  new linode.NetworkingIp(
    `${name}-address`,
    { type: "ipv4", public: true, reserved: true, region },
    { parent, protect: true, replaceOnChanges: ["region"] },
  );

/** The arguments of a {@link Gateway}. */
export interface GatewayArgs extends Omit<ServerArgs, "address"> {
  readonly address: pulumi.Input<string>;
}

/** A site's one node with a public address: tunnel, proxy, resolver, time, third etcd member. It holds no data. */
export class Gateway extends pulumi.ComponentResource {
  readonly instanceId: pulumi.Output<number>;

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:Gateway", name, {}, opts);
    this.instanceId = createServer(name, args, this).id.apply(Number);
    this.registerOutputs({ instanceId: this.instanceId });
  }
}
