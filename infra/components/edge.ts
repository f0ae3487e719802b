import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";

import { FirewallAttachment } from "../resources/firewallAttachment";
import type { EdgePlan } from "../topology";
import { createServer, type ServerArgs } from "./server";
import { tagsFor } from "./tags";

/** The arguments of an {@link Edge}. */
export interface EdgeArgs extends Omit<ServerArgs, "node" | "address"> {
  readonly plan: EdgePlan;
  readonly balancerFirewallId: pulumi.Input<number>;
}

const https = 443;

/** A published endpoint in one region: the class's own load balancer, which passes TLS through to the class's own edge nodes. */
export class Edge extends pulumi.ComponentResource {
  readonly ipv4: pulumi.Output<string>;
  readonly ipv6: pulumi.Output<string>;

  constructor(name: string, args: EdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:Edge", name, {}, opts);
    const { context, site, plan, balancerFirewallId } = args;
    const balancer = new linode.NodeBalancer(
      `${name}-balancer`,
      {
        label: plan.balancer.label,
        region: site.region,
        firewallId: balancerFirewallId,
        tags: tagsFor(context.dataClass, "edge"),
      },
      { parent: this, ignoreChanges: ["firewallId"], deleteBeforeReplace: true },
    );
    const balancerId = balancer.id.apply(Number);
    new FirewallAttachment(
      `${name}-balancer-attachment`,
      { firewallId: balancerFirewallId, entityId: balancerId, entityType: "nodebalancer" },
      { parent: this, deletedWith: balancer },
    );
    const config = new linode.NodeBalancerConfig(
      `${name}-https`,
      {
        nodebalancerId: balancerId,
        port: https,
        protocol: "tcp",
        proxyProtocol: "v2",
        algorithm: "leastconn",
        stickiness: "none",
        check: "connection",
        checkInterval: 5,
        checkTimeout: 3,
        checkAttempts: 2,
        checkPassive: true,
      },
      { parent: this },
    );
    for (const [index, node] of plan.nodes.entries()) {
      const instance = createServer(`${name}-${index + 1}`, { ...args, node }, this);
      new linode.NodeBalancerNode(
        `${name}-${index + 1}-backend`,
        {
          nodebalancerId: balancerId,
          configId: config.id.apply(Number),
          label: node.backendLabel ?? node.label,
          address: pulumi.interpolate`${instance.privateIpAddress}:${https}`,
          mode: "accept",
          weight: 100,
        },
        { parent: this },
      );
    }
    this.ipv4 = balancer.ipv4;
    this.ipv6 = balancer.ipv6;
    this.registerOutputs({ ipv4: this.ipv4, ipv6: this.ipv6 });
  }
}
