import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";

import type { SitePlan } from "../topology";
import type { EnclaveContext } from "./enclaveContext";
import { classMark } from "./tags";

/** The arguments of a {@link Network}. */
export interface NetworkArgs {
  readonly context: EnclaveContext;
  readonly site: SitePlan;
}

/** A site's VPC with its one subnet. Protected: a VPC can't be remade under running servers. */
export class Network extends pulumi.ComponentResource {
  readonly subnetId: pulumi.Output<number>;

  constructor(name: string, { context, site }: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:Network", name, {}, opts);
    const vpc = new linode.Vpc(
      `${name}-vpc`,
      {
        label: site.network.vpcLabel,
        region: site.region,
        description: `Bastide: own network of one class of data in one region. ${classMark(context.dataClass)}`,
      },
      { parent: this, protect: true, replaceOnChanges: ["region"] },
    );
    const subnet = new linode.VpcSubnet(
      `${name}-subnet`,
      { vpcId: vpc.id.apply(Number), label: site.network.subnetLabel, ipv4: site.network.cidr },
      { parent: this, protect: true },
    );
    this.subnetId = subnet.id.apply(Number);
    this.registerOutputs({ subnetId: this.subnetId });
  }
}
