import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";

import type { Role } from "../../catalogue/roles";
import type { FirewallPlan, Peer, RulePlan } from "../topology";
import { type EnclaveContext, isGateway, isNetwork } from "./enclaveContext";
import { tagsFor } from "./tags";

/** The arguments of a {@link ClassFirewall}. */
export interface ClassFirewallArgs {
  readonly context: EnclaveContext;
  readonly plan: FirewallPlan;
}

const roleOf: Readonly<Record<FirewallPlan["covers"], Role>> = {
  gateway: "gateway",
  data: "data",
  edge: "edge",
  service: "service",
  balancer: "edge",
};

/** The networks of a rule's peers, in one family; gateways' addresses are IPv4. */
function networksOf(peers: readonly Peer[], family: 4 | 6, context: EnclaveContext): pulumi.Input<string[]> {
  const plain = peers.filter(isNetwork).filter((network) => network.includes(":") === (family === 6));
  const gateways = family === 4 ? peers.filter(isGateway) : [];
  if (gateways.length === 0) return plain;
  return pulumi
    .all(gateways.map((peer) => context.gatewayAddress(peer.dataClass, peer.region)))
    .apply((addresses) => [...plain, ...addresses.map((address) => `${address}/32`)]);
}

function ruleArgs(rule: RulePlan, context: EnclaveContext): linode.types.input.FirewallInbound {
  const { label, protocol, ports } = rule;
  const hasFamily = (family: 4 | 6) =>
    rule.peers.some((peer) => (isNetwork(peer) ? peer.includes(":") === (family === 6) : family === 4));
  return {
    label,
    action: "ACCEPT",
    protocol,
    ports,
    ...(hasFamily(4) ? { ipv4s: networksOf(rule.peers, 4, context) } : {}),
    ...(hasFamily(6) ? { ipv6s: networksOf(rule.peers, 6, context) } : {}),
  };
}

/**
 * One Cloud Firewall of one class. Both policies drop; the rules come from the plan's flows. It names no device of its own: who is
 * behind it is said in one place only, `FirewallAttachment`.
 */
export class ClassFirewall extends pulumi.ComponentResource {
  readonly firewallId: pulumi.Output<number>;

  constructor(name: string, { context, plan }: ClassFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:ClassFirewall", name, {}, opts);
    const firewall = new linode.Firewall(
      `${name}-rules`,
      {
        label: plan.label,
        inboundPolicy: "DROP",
        outboundPolicy: "DROP",
        inbounds: plan.inbound.map((rule) => ruleArgs(rule, context)),
        outbounds: plan.outbound.map((rule) => ruleArgs(rule, context)),
        tags: tagsFor(context.dataClass, roleOf[plan.covers]),
      },
      { parent: this },
    );
    this.firewallId = firewall.id.apply(Number);
    this.registerOutputs({ firewallId: this.firewallId });
  }
}
