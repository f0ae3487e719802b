import * as linode from "@pulumi/linode";
import type * as pulumi from "@pulumi/pulumi";
import { describeHost } from "../hosts/description";
import { stackScriptDataFor } from "../hosts/seed";
import { FirewallAttachment } from "../resources/firewallAttachment";
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
 * another country. First-boot data of a data node is ignored after creation, so that no edit of it can replace a database.
 */
export function createServer(
  name: string,
  args: ServerArgs,
  parent: pulumi.ComponentResource,
): linode.Instance {
  const { context, site, node } = args;
  const host = describeHost(context.enclave, site, node, context.config);
  const stateful = node.role === "data";
  const before = context.lastOfRole.get(node.role);
  const instance = new linode.Instance(
    `${name}-instance`,
    {
      label: node.label,
      region: site.region,
      type: node.type,
      image,
      diskEncryption: "enabled",
      backupsEnabled: false,
      // A database node that fenced itself by powering off must stay off; Linode restarts all others.
      watchdogEnabled: !stateful,
      booted: true,
      interfaces: interfacesOf(args),
      privateIp: node.backendLabel !== undefined,
      firewallId: args.firewallId,
      stackscriptId: args.seedId,
      stackscriptData: stackScriptDataFor(host),
      ...(args.address === undefined ? {} : { ipv4s: [args.address] }),
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
      ignoreChanges: ["firewallId", ...(stateful ? ["stackscriptData", "stackscriptId"] : [])],
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
