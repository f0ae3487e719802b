import * as linode from "@pulumi/linode";
import type * as pulumi from "@pulumi/pulumi";
import type { ExchangeAccess } from "../channel";
import { seedField, ticketField } from "../hosts/seed";
import { FirewallAttachment } from "../resources/firewallAttachment";
import { HostTicket } from "../resources/hostTicket";
import type { NodePlan, SitePlan } from "../topology";
import type { EnclaveContext } from "./enclaveContext";
import { tagsFor } from "./tags";

/** What a server is made of, besides its plan. */
export interface ServerArgs {
  readonly context: EnclaveContext;
  readonly site: SitePlan;
  readonly node: NodePlan;
  readonly subnetId: pulumi.Input<number>;
  readonly firewallId: pulumi.Input<number>;
  /** The StackScript that seeds cloud-init. */
  readonly seedId: pulumi.Input<number>;
  /** Where the host gets what is sealed to it. */
  readonly access: pulumi.Input<ExchangeAccess>;
  /** The public address, where it is reserved. */
  readonly address?: pulumi.Input<string>;
  readonly placementGroupId?: pulumi.Input<number>;
}

/** The image of every server. */
export const image = "linode/debian13";

const interfacesOf = ({ node, subnetId }: ServerArgs): linode.types.input.InstanceInterface[] => {
  const vpc = { purpose: "vpc", subnetId, ipv4: { vpc: node.vpcAddress } };
  return node.publicAddress === "none"
    ? [{ ...vpc, primary: true }]
    : [{ purpose: "public", primary: true }, vpc];
};

/**
 * Creates a server behind its firewall. Changing its region replaces it: the provider would migrate it in place, with its data, to
 * another country. First-boot data is ignored after creation: no edit of a description replaces a server, messages bring it (`HostMessage`).
 */
export function createServer(
  name: string,
  args: ServerArgs,
  parent: pulumi.ComponentResource,
): linode.Instance {
  const { context, site, node } = args;
  const { seed, identity } = context.identities.of(node.name);
  const stateful = node.role === "data";
  const before = context.lastOfRole.get(node.role);
  const replacing = {
    region: site.region,
    image,
    diskEncryption: "enabled",
    interfaces: interfacesOf(args),
    ...(args.address === undefined ? {} : { ipv4s: [args.address] }),
  };
  const ticket = new HostTicket(
    `${name}-ticket`,
    {
      tags: tagsFor(context.dataClass, node.role),
      host: node.name,
      access: args.access,
      identity: identity.identity,
      verifyKey: context.identities.authority.verifyKey,
      server: { label: node.label, ...replacing },
    },
    { parent },
  );
  context.tickets.set(node.name, ticket.made);
  const instance = new linode.Instance(
    `${name}-instance`,
    {
      ...replacing,
      label: node.label,
      type: node.type,
      backupsEnabled: false,
      // A database node that fenced itself by powering off must stay off; Linode restarts all others.
      watchdogEnabled: !stateful,
      booted: true,
      privateIp: node.backendLabel !== undefined,
      firewallId: args.firewallId,
      stackscriptId: args.seedId,
      stackscriptData: { [seedField]: seed, [ticketField]: ticket.line },
      ...(args.placementGroupId === undefined
        ? {}
        : { placementGroup: { id: args.placementGroupId, compliantOnly: true } }),
      tags: tagsFor(context.dataClass, node.role),
    },
    {
      parent,
      protect: stateful,
      dependsOn: [context.preflight, ...(before === undefined ? [] : [before])],
      // Labels and addresses in the VPC are unique, so the old server goes first.
      deleteBeforeReplace: true,
      replaceOnChanges: ["region"],
      ignoreChanges: ["firewallId", "stackscriptData", "stackscriptId"],
      customTimeouts: { create: "20m", update: "20m", delete: "20m" },
    },
  );
  context.lastOfRole.set(node.role, instance);
  new FirewallAttachment(
    `${name}-attachment`,
    { firewallId: args.firewallId, entityId: instance.id.apply(Number), entityType: "linode" },
    { parent, deletedWith: instance },
  );
  return instance;
}
