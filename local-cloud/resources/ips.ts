import { isIPv4 } from "node:net";
import { invalid } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import type { World } from "../core/world";
import { instanceReference } from "./instanceRules";
import { balancerReference } from "./nodebalancerEvents";

/** An IPv4 address that somebody has; its id is the address. */
export interface IpRecord extends Entity {
  id: string;
  public: boolean;
  region: string;
  linode_id: number | null;
  nodebalancer_id: number | null;
  /** The account's own, whether something uses it or not. */
  reserved: boolean;
  /** Set by the user; otherwise the platform's own name is shown while it is assigned. */
  rdns: string | null;
  tags: string[];
  /** Linodes that share it. */
  shared_with: number[];
}

declare module "../core/kinds" {
  interface Kinds {
    ip: IpRecord;
  }
}

/** Takes a new address. */
export function allocateIp(
  world: World,
  fields: Partial<IpRecord> & { region: string; public: boolean },
): IpRecord {
  const address = fields.public ? world.addresses.publicIpv4() : world.addresses.privateIpv4();
  return world.store.insert("ip", {
    linode_id: null,
    nodebalancer_id: null,
    reserved: false,
    rdns: null,
    tags: [],
    shared_with: [],
    ...fields,
    id: address,
  });
}

/** Gives an address back; a reserved one stays the account's. */
export function releaseIp(world: World, address: IpRecord): void {
  const free = { linode_id: null, nodebalancer_id: null, rdns: null, shared_with: [] };
  if (address.reserved) world.store.patch("ip", address.id, free);
  else world.store.remove("ip", address.id);
}

/** Whether nothing uses an address. */
export function isFree(ip: IpRecord): boolean {
  return ip.linode_id === null && ip.nodebalancer_id === null;
}

/** Gives a reserved address that nothing uses to something in its region. */
export function takeReserved(
  world: World,
  address: string,
  region: string,
  owner: { linode_id: number } | { nodebalancer_id: number },
  field: string,
): IpRecord {
  if (!isIPv4(address)) throw invalid("Must provide a valid reserved address", field);
  const ip = world.store.get("ip", address);
  if (ip === undefined || !ip.reserved || !isFree(ip)) {
    throw invalid("Address must be reserved and must be currently unassigned.", field);
  }
  if (ip.region !== region) throw invalid("Address must belong to same region as linode.", field);
  return world.store.patch("ip", ip.id, owner) ?? ip;
}

/** How much of an address is shown. */
export interface IpViewOptions {
  /** The tags of a reserved one: everywhere but in a Linode's own list, as recorded. @default true */
  tags?: boolean;
}

/** An address as every list shows it. */
export function ipView(world: World, ip: IpRecord, options: IpViewOptions = {}): Record<string, unknown> {
  const used = ip.linode_id !== null;
  return {
    address: ip.id,
    gateway: ip.public ? ip.id.replace(/\d+$/, "1") : null,
    subnet_mask: ip.public ? "255.255.255.0" : "255.255.128.0",
    prefix: ip.public ? 24 : 17,
    type: "ipv4",
    public: ip.public,
    rdns: ip.rdns ?? (used && ip.public ? `${ip.id.replaceAll(".", "-")}.ip.linodeusercontent.com` : null),
    linode_id: ip.linode_id,
    interface_id: linodeInterface(world, ip),
    region: ip.region,
    vpc_nat_1_1: used && ip.public ? nat(world, ip) : null,
    reserved: ip.reserved,
    assigned_entity: assignedEntity(world, ip),
    ...(ip.reserved && options.tags !== false ? { tags: ip.tags } : {}),
  };
}

/** The Linode or NodeBalancer that uses an address. */
function assignedEntity(world: World, ip: IpRecord): EntityReference | null {
  const linode = ip.linode_id === null ? undefined : world.store.get("instance", ip.linode_id);
  if (linode !== undefined) return instanceReference(linode);
  const balancer =
    ip.nodebalancer_id === null ? undefined : world.store.get("nodebalancer", ip.nodebalancer_id);
  return balancer === undefined ? null : balancerReference(balancer);
}

/** The Linode interface that has an address; those of the older generation aren't shown. */
function linodeInterface(world: World, ip: IpRecord): number | null {
  for (const one of world.store.where("interface", "instance_id", ip.linode_id ?? 0)) {
    if (one.linode_interface?.addresses.some(({ address }) => address === ip.id)) return one.id;
  }
  return null;
}

function nat(world: World, ip: IpRecord): Record<string, unknown> | null {
  for (const one of world.store.where("interface", "instance_id", ip.linode_id ?? 0)) {
    if (one.ipv4?.nat_1_1 === ip.id) {
      return { address: one.ipv4.vpc, subnet_id: one.subnet_id, vpc_id: one.vpc_id };
    }
  }
  return null;
}

/** Throws unless it may be a reverse name; recorded text. */
export function checkRdns(rdns: string | null | undefined): void {
  if (typeof rdns === "string" && !/^([a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}\.?$/i.test(rdns)) {
    throw invalid("Domain is not valid.", "rdns");
  }
}
