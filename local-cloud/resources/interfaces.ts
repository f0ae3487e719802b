import { z } from "zod";
import { formatIpv4, netmask, parseCidr } from "../core/addresses";
import { invalid } from "../core/errors";
import type { Entity } from "../core/kinds";
import type { World } from "../core/world";
import { refuseWhileMigrating } from "./instanceRules";
import { type InterfaceIpv6, interfaceIpv6, ipv6Schema } from "./interfaceIpv6";
import { regionOf, requireRanges, requireSubnet } from "./interfaceSubnet";
import { id, ipamAddress } from "./shared";
import { subnetAddress } from "./subnets";
import { requireVlan } from "./vlans";

/** A VLAN's name, recorded; two dashes in a row are refused. */
const vlanLabelText = "Must only use 1-64 ASCII letters, numbers, and dashes";
const vlanLabel = /^(?!.*--)[a-zA-Z0-9-]{1,64}$/;

/** A network interface: of a configuration (the older generation), or of the Linode itself. */
export interface InterfaceRecord extends Entity {
  id: number;
  /** Null for a Linode interface, the newer generation. */
  config_id: number | null;
  instance_id: number;
  /** 0 is eth0. */
  position: number;
  purpose: "public" | "vlan" | "vpc";
  primary: boolean;
  label: string | null;
  ipam_address: string | null;
  vpc_id: number | null;
  subnet_id: number | null;
  /** In a VPC, the (primary) address. */
  ipv4: { vpc: string; nat_1_1: string | null } | null;
  ip_ranges: string[] | null;
  ipv6: InterfaceIpv6 | null;
  /** What only the newer generation has. */
  linode_interface: LinodeInterfacePart | null;
}

/** What a Linode interface has beside what both generations have. */
export interface LinodeInterfacePart {
  /** Counts its changes, from 1. */
  version: number;
  mac_address: string;
  created: string;
  updated: string;
  default_route: { ipv4: boolean; ipv6: boolean };
  /** Every address of it, in a VPC or public; one of them is primary. */
  addresses: { address: string; primary: boolean; nat_1_1_address: string | null }[];
  /** Of a public one: the IPv6 ranges routed to it. */
  ipv6_ranges: string[];
}

declare module "../core/kinds" {
  interface Kinds {
    interface: InterfaceRecord;
  }
}

/** As requests describe one. */
export const interfaceSchema = z.object({
  purpose: z.enum(["public", "vlan", "vpc"]),
  label: z.string().nullish(),
  ipam_address: ipamAddress,
  primary: z.boolean().nullish(),
  subnet_id: id.nullish(),
  ipv4: z.object({ vpc: z.string().nullish(), nat_1_1: z.string().nullish() }).nullish(),
  ip_ranges: z.array(z.string()).nullish(),
  ipv6: ipv6Schema,
});

export type InterfaceInput = z.output<typeof interfaceSchema>;

/** At most eth0, eth1, eth2. */
export const interfacesPerConfig = 3;

/** A configuration's interfaces, eth0 first. */
export function interfacesOf(world: World, configId: number): InterfaceRecord[] {
  return world.store.where("interface", "config_id", configId).sort((a, b) => a.position - b.position);
}

/** Every address and range that an interface takes in its subnet, as blocks. */
export function interfaceAddressesIn(one: InterfaceRecord): string[] {
  const more = one.linode_interface?.addresses.map(({ address }) => address) ?? [];
  const addresses = new Set(one.ipv4 === null ? more : [one.ipv4.vpc, ...more]);
  return [...[...addresses].map((address) => `${address}/32`), ...(one.ip_ranges ?? [])];
}

/** Whether the Linode runs with the interface's configuration. */
export function isActive(world: World, one: InterfaceRecord): boolean {
  const linode = world.store.get("instance", one.instance_id);
  return (
    linode?.status === "running" && (one.config_id === null || linode.booted_config_id === one.config_id)
  );
}

export function interfaceView(world: World, one: InterfaceRecord): unknown {
  return {
    id: one.id,
    purpose: one.purpose,
    primary: one.primary,
    active: isActive(world, one),
    ipam_address: one.ipam_address,
    label: one.label,
    vpc_id: one.vpc_id,
    subnet_id: one.subnet_id,
    ipv4: one.ipv4,
    ip_ranges: one.ip_ranges,
    ipv6: one.ipv6,
  };
}

/** An interface's address in its VPC, as `/vpcs/ips` and an instance's `/ips` show it. */
export function interfaceAddress(world: World, one: InterfaceRecord): Record<string, unknown> {
  const cidr = parseCidr(world.store.get("subnet", one.subnet_id ?? 0)?.ipv4 ?? "");
  return {
    address: one.ipv4?.vpc ?? null,
    address_range: null,
    vpc_id: one.vpc_id,
    subnet_id: one.subnet_id,
    region: world.store.get("instance", one.instance_id)?.region ?? null,
    linode_id: one.instance_id,
    config_id: one.config_id,
    interface_id: one.id,
    nodebalancer_id: null,
    database_id: null,
    active: isActive(world, one),
    nat_1_1: one.ipv4?.nat_1_1 ?? null,
    gateway: cidr === undefined ? null : formatIpv4(cidr.first + 1),
    prefix: cidr?.prefix ?? null,
    subnet_mask: cidr === undefined ? null : netmask(cidr.prefix),
  };
}

/** Replaces a configuration's interfaces; addresses that are asked for again stay. */
export function setInterfaces(
  world: World,
  config: { id: number; instance_id: number },
  inputs: readonly InterfaceInput[],
  field: string,
): void {
  if (inputs.length > interfacesPerConfig) {
    throw invalid(`You may only have up to ${interfacesPerConfig} interfaces`, field);
  }
  if (inputs.filter((one) => one.purpose === "public").length > 1) {
    throw invalid("Only one interface with purpose 'public' is allowed", field);
  }
  if (inputs.filter((one) => one.primary).length > 1)
    throw invalid("Only one interface can be primary", field);
  const old = interfacesOf(world, config.id);
  for (const one of old) world.store.remove("interface", one.id);
  inputs.forEach((input, position) => {
    const before = old.find((one) => one.purpose === "vpc" && one.subnet_id === input.subnet_id);
    const kept = before?.ipv4?.vpc;
    const asked = kept === undefined ? input : { ...input, ipv4: { vpc: kept, ...withoutNull(input.ipv4) } };
    addInterface(world, config, asked, position, `${field}[${position}]`);
  });
}

function withoutNull(ipv4: InterfaceInput["ipv4"]): { vpc?: string; nat_1_1?: string } {
  return {
    ...(ipv4?.vpc ? { vpc: ipv4.vpc } : {}),
    ...(ipv4?.nat_1_1 ? { nat_1_1: ipv4.nat_1_1 } : {}),
  };
}

/** Checks and inserts one interface. */
export function addInterface(
  world: World,
  config: { id: number; instance_id: number },
  input: InterfaceInput,
  position: number,
  field: string,
): InterfaceRecord {
  const base = {
    id: world.store.nextId(),
    config_id: config.id,
    instance_id: config.instance_id,
    position,
    purpose: input.purpose,
    primary: input.primary ?? false,
    label: null,
    ipam_address: null,
    vpc_id: null,
    subnet_id: null,
    ipv4: null,
    ip_ranges: null,
    ipv6: null,
    linode_interface: null,
  };
  if (input.purpose === "public") return world.store.insert("interface", base);
  const linode = world.store.get("instance", config.instance_id);
  if (linode !== undefined) refuseWhileMigrating(linode);
  if (input.purpose === "vlan") {
    if (!input.label) throw invalid("label is required", `${field}.label`);
    if (!vlanLabel.test(input.label)) throw invalid(vlanLabelText, `${field}.label`);
    if (input.primary) throw invalid("A VLAN interface cannot be primary", `${field}.primary`);
    const ipam_address = input.ipam_address ?? "";
    refuseSameVlan(world, config.id, input.label, `${field}.label`);
    requireVlan(world, regionOf(world, config.instance_id), input.label, `${field}.label`);
    return world.store.insert("interface", { ...base, label: input.label, ipam_address });
  }
  return world.store.insert("interface", { ...base, ...vpcPart(world, base, input, field) });
}

function refuseSameVlan(world: World, configId: number, label: string, field: string): void {
  if (interfacesOf(world, configId).some((one) => one.label === label)) {
    throw invalid("A configuration may have one interface in a VLAN", field);
  }
}

function vpcPart(
  world: World,
  base: { id: number; instance_id: number },
  input: InterfaceInput,
  field: string,
): Pick<InterfaceRecord, "vpc_id" | "subnet_id" | "ipv4" | "ip_ranges" | "ipv6"> {
  const subnet = requireSubnet(world, base.instance_id, input.subnet_id, `${field}.subnet_id`);
  const vpc = subnetAddress(world, subnet, input.ipv4?.vpc ?? undefined, `${field}.ipv4.vpc`);
  const nat_1_1 = natAddress(world, base.instance_id, input.ipv4?.nat_1_1 ?? undefined, field);
  return {
    vpc_id: subnet.vpc_id,
    subnet_id: subnet.id,
    ipv4: { vpc, nat_1_1 },
    ip_ranges: requireRanges(world, subnet, input.ip_ranges ?? [], `${field}.ip_ranges`, [vpc]),
    ipv6: interfaceIpv6(world, subnet, base.id, input.ipv6, field),
  };
}

/** The public address that is translated to the interface's: `any` takes the Linode's own. */
function natAddress(
  world: World,
  instanceId: number,
  asked: string | undefined,
  field: string,
): string | null {
  if (asked === undefined || asked === "") return null;
  const own = world.store.where("ip", "linode_id", instanceId).filter((ip) => ip.public);
  const hit = asked === "any" ? own[0] : own.find((ip) => ip.id === asked);
  if (hit === undefined) throw invalid("Must be a public address of the Linode", `${field}.ipv4.nat_1_1`);
  return hit.id;
}
