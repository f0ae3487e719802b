import * as pulumi from "@pulumi/pulumi";

import { HostMessage } from "../resources/hostMessage";
import type { FirewallPlan, SitePlan } from "../topology";
import { nodesOfSite } from "../topology/overlay";
import { ClassFirewall } from "./classFirewall";
import { DataNode } from "./dataNode";
import { Edge } from "./edge";
import type { EnclaveContext } from "./enclaveContext";
import { Exchange } from "./exchange";
import { Gateway } from "./gateway";
import { secretsOf } from "./hostSecrets";
import { Network } from "./network";
import { type BucketOutput, ObjectStore } from "./objectStore";
import { createGroup } from "./placementGroup";
import { Service } from "./service";
import { tagsFor } from "./tags";

/** The arguments of a {@link Site}. */
export interface SiteArgs {
  readonly context: EnclaveContext;
  readonly plan: SitePlan;
  readonly seedId: pulumi.Input<number>;
}

/** An enclave's part in one region. */
export class Site extends pulumi.ComponentResource {
  readonly edge?: Edge;
  /** The site's own buckets, with the keys for them. */
  readonly buckets: readonly BucketOutput[];
  private readonly exchange: Exchange;

  constructor(
    name: string,
    private readonly args: SiteArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("bastide:infra:Site", name, {}, opts);
    const { context, plan, seedId } = args;
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
    this.exchange = new Exchange(
      plan.exchange.name,
      { context, region: plan.region, plan: plan.exchange },
      parent,
    );
    const { access } = this.exchange;
    const shared = { context, site: plan, subnetId: network.subnetId, seedId, access };
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
    this.buckets = plan.buckets.map(
      (bucket) => new ObjectStore(bucket.name, { context, region: plan.region, plan: bucket }, parent).access,
    );
    this.registerOutputs({});
  }

  /** Tells each host what it is to be, and its secrets. @param buckets of all sites of the class */
  tell(buckets: readonly BucketOutput[]): void {
    const { context, plan } = this.args;
    for (const node of nodesOfSite(plan)) {
      const { identity, description } = context.identities.of(node.name);
      const ticket = context.tickets.get(node.name);
      if (ticket === undefined) throw new pulumi.RunError(`${node.name} has no server yet to tell anything.`);
      new HostMessage(
        `${node.name}-message`,
        {
          tags: tagsFor(context.dataClass, node.role),
          host: node.name,
          access: this.exchange.access,
          recipient: identity.recipient,
          signingKey: context.identities.authority.signingKey,
          seed: description,
          secrets: secretsOf(context, plan, node, buckets),
          ticket,
        },
        { parent: this },
      );
    }
  }
}
