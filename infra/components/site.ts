import * as pulumi from "@pulumi/pulumi";

import type { FirewallPlan, SitePlan } from "../topology";
import { ClassFirewall } from "./classFirewall";
import { DataNode } from "./dataNode";
import { Edge } from "./edge";
import type { EnclaveContext } from "./enclaveContext";
import { Gateway } from "./gateway";
import { Network } from "./network";
import { ObjectStore } from "./objectStore";
import { createGroup } from "./placementGroup";
import { Service } from "./service";

/** The arguments of a {@link Site}. */
export interface SiteArgs {
  readonly context: EnclaveContext;
  readonly plan: SitePlan;
  readonly seedId: pulumi.Input<number>;
}

/** An enclave's part in one region. */
export class Site extends pulumi.ComponentResource {
  readonly edge?: Edge;

  constructor(name: string, { context, plan, seedId }: SiteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:Site", name, {}, opts);
    const parent = { parent: this };
    const network = new Network(name, { context, site: plan }, parent);
    const firewalls = new Map(
      plan.firewalls.map((firewall) => [
        firewall.covers,
        new ClassFirewall(firewall.name, { context, plan: firewall }, parent).firewallId,
      ]),
    );
    const firewallId = (covers: FirewallPlan["covers"]): pulumi.Output<number> => {
      const id = firewalls.get(covers);
      if (id === undefined)
        throw new pulumi.RunError(`The plan of ${name} has no firewall for its ${covers}.`);
      return id;
    };
    const shared = { context, site: plan, subnetId: network.subnetId, seedId };
    const group = createGroup(plan.placementGroup, plan.region, this);
    const address = context.gateways[plan.region];
    if (address === undefined) throw new pulumi.RunError(`The gateway of ${name} has no reserved address.`);
    new Gateway(
      plan.gateway.name,
      {
        ...shared,
        node: plan.gateway,
        // The gateway carries the third etcd member: on one host with a data node it would take the quorum along.
        placementGroupId: group.id.apply(Number),
        firewallId: firewallId("gateway"),
        address,
      },
      parent,
    );
    for (const node of plan.dataNodes) {
      if (node.volume === undefined) throw new pulumi.RunError(`The plan of ${node.name} has no volume.`);
      new DataNode(
        node.name,
        {
          ...shared,
          node,
          volume: node.volume,
          firewallId: firewallId("data"),
          placementGroupId: group.id.apply(Number),
        },
        parent,
      );
    }
    if (plan.edge !== undefined) {
      this.edge = new Edge(
        plan.edge.balancer.name,
        {
          ...shared,
          plan: plan.edge,
          firewallId: firewallId("edge"),
          balancerFirewallId: firewallId("balancer"),
        },
        parent,
      );
    }
    if (plan.service !== undefined) {
      new Service(
        `${name}-service`,
        { ...shared, plan: plan.service, firewallId: firewallId("service") },
        parent,
      );
    }
    for (const bucket of plan.buckets) {
      new ObjectStore(bucket.name, { context, region: plan.region, plan: bucket }, parent);
    }
    this.registerOutputs({});
  }
}
