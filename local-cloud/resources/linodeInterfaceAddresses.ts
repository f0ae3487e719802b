import { invalid } from "../core/errors";
import type { World } from "../core/world";
import type { InstanceRecord } from "./instances";
import { interfaceIpv6 } from "./interfaceIpv6";
import { requireRanges, requireSubnet } from "./interfaceSubnet";
import type { InterfaceRecord, LinodeInterfacePart } from "./interfaces";
import { allocateIp, type IpRecord, isFree, releaseIp } from "./ips";
import { automatic, type LinodeInterfaceInput } from "./linodeInterfaceSchema";
import { subnetAddress } from "./subnets";

type Addresses = LinodeInterfacePart["addresses"];
type PublicInput = NonNullable<LinodeInterfaceInput["public"]>;
type VpcInput = NonNullable<LinodeInterfaceInput["vpc"]>;

/** Interfaces of the newer generation that a Linode has, eth0 first. */
export function linodeInterfacesOf(world: World, linodeId: number): InterfaceRecord[] {
  return world.store
    .where("interface", "instance_id", linodeId)
    .filter((one) => one.config_id === null)
    .sort((a, b) => a.position - b.position);
}

/** The public addresses that an interface holds: its own, or those translated to it. */
export function publicAddresses(one: InterfaceRecord): string[] {
  const addresses = one.linode_interface?.addresses ?? [];
  if (one.purpose === "public") return addresses.map(({ address }) => address);
  return addresses.flatMap(({ nat_1_1_address }) => nat_1_1_address ?? []);
}

/** Gives back the public addresses that an interface holds, except those that it keeps. */
export function releaseAddresses(world: World, one: InterfaceRecord, kept: readonly string[] = []): void {
  for (const address of publicAddresses(one)) {
    const ip = world.store.get("ip", address);
    if (ip !== undefined && !kept.includes(address)) releaseIp(world, ip);
  }
}

/** A public address for an interface: a new one, or one that is the account's or the Linode's already. */
function takePublic(
  world: World,
  linode: InstanceRecord,
  asked: string,
  field: string,
  own?: InterfaceRecord,
): string {
  if (asked === automatic) {
    return allocateIp(world, { region: linode.region, public: true, linode_id: linode.id }).id;
  }
  const ip = world.store.get("ip", asked);
  if (!isUsable(world, linode, ip, own)) {
    throw invalid("Must be a reserved address, or one of the Linode's that no interface has", field);
  }
  world.store.patch("ip", asked, { linode_id: linode.id });
  return asked;
}

function isUsable(
  world: World,
  linode: InstanceRecord,
  ip: IpRecord | undefined,
  own: InterfaceRecord | undefined,
): boolean {
  if (ip === undefined || !ip.public || ip.region !== linode.region) return false;
  if (isFree(ip)) return ip.reserved;
  const others = linodeInterfacesOf(world, linode.id).filter((one) => one.id !== own?.id);
  return ip.linode_id === linode.id && !others.some((one) => publicAddresses(one).includes(ip.id));
}

/** Exactly one is primary: the one named so, else the first. */
function withPrimary(addresses: Addresses, field: string): Addresses {
  if (addresses.filter((one) => one.primary).length > 1) {
    throw invalid("Only one address can be primary", field);
  }
  if (addresses.some((one) => one.primary)) return addresses;
  return addresses.map((one, index) => ({ ...one, primary: index === 0 }));
}

/** The addresses and ranges of a public interface. `own` is the interface that is being changed. */
export function publicParts(
  world: World,
  linode: InstanceRecord,
  input: PublicInput,
  field: string,
  own?: InterfaceRecord,
): Pick<LinodeInterfacePart, "addresses" | "ipv6_ranges"> {
  const old = own?.linode_interface;
  const asked = input.ipv4?.addresses ?? old?.addresses ?? [{ address: automatic, primary: true }];
  const addresses = asked.map((one, index) => ({
    address: takePublic(
      world,
      linode,
      one.address ?? automatic,
      `${field}.ipv4.addresses[${index}].address`,
      own,
    ),
    primary: one.primary ?? false,
    nat_1_1_address: null,
  }));
  const ranges = input.ipv6?.ranges?.map((one) => one.range) ?? old?.ipv6_ranges ?? [];
  return {
    addresses: withPrimary(addresses, `${field}.ipv4.addresses`),
    ipv6_ranges: ranges.map((range, index) =>
      takeRange(world, linode, range, `${field}.ipv6.ranges[${index}].range`),
    ),
  };
}

/** An IPv6 range for a public interface: a new one of that length, or one that is the Linode's. */
function takeRange(world: World, linode: InstanceRecord, asked: string, field: string): string {
  const length = /^\/(56|64)$/.exec(asked)?.[1];
  if (length !== undefined) {
    const range = world.addresses.ipv6Range(world.store.nextId(), Number(length));
    world.store.insert("ipv6Range", {
      id: range,
      range,
      prefix: Number(length),
      region: linode.region,
      linode_id: linode.id,
      route_target: world.addresses.ipv6(linode.id),
      shared_with: [],
    });
    return `${range}/${length}`;
  }
  const own = world.store.get("ipv6Range", asked.replace(/\/\d+$/, ""));
  if (own?.linode_id !== linode.id) throw invalid("Must be /56, /64 or a range of the Linode", field);
  return `${own.range}/${own.prefix}`;
}

/** Where an interface is in a VPC, and the addresses and ranges it has there. */
export type VpcParts = Pick<InterfaceRecord, "vpc_id" | "subnet_id" | "ipv4" | "ip_ranges" | "ipv6"> &
  Pick<LinodeInterfacePart, "addresses">;

/** The same for a VPC interface. While it is being changed, its old self is out of the store. */
export function vpcParts(
  world: World,
  linode: InstanceRecord,
  interfaceId: number,
  input: VpcInput,
  field: string,
  own?: InterfaceRecord,
): VpcParts {
  const subnet = requireSubnet(world, linode.id, input.subnet_id, `${field}.subnet_id`);
  const stays = own?.subnet_id === subnet.id ? own : undefined;
  const asked = input.ipv4?.addresses ??
    stays?.linode_interface?.addresses ?? [{ address: automatic, primary: true, nat_1_1_address: null }];
  if (asked.length === 0) throw invalid("Must have at least one address", `${field}.ipv4.addresses`);
  const taken = new Set<string>();
  const addresses = asked.map((one, index) => {
    const path = `${field}.ipv4.addresses[${index}]`;
    const wanted = one.address == null || one.address === automatic ? undefined : one.address;
    const address = subnetAddress(world, subnet, wanted, `${path}.address`, taken);
    taken.add(address);
    const nat = one.nat_1_1_address;
    return {
      address,
      primary: one.primary ?? false,
      nat_1_1_address: nat == null ? null : takePublic(world, linode, nat, `${path}.nat_1_1_address`, own),
    };
  });
  const chosen = withPrimary(addresses, `${field}.ipv4.addresses`);
  const primary = chosen.find((one) => one.primary);
  const ranges = input.ipv4?.ranges?.map((one) => one.range) ?? stays?.ip_ranges ?? [];
  return {
    vpc_id: subnet.vpc_id,
    subnet_id: subnet.id,
    ipv4: primary === undefined ? null : { vpc: primary.address, nat_1_1: primary.nat_1_1_address },
    ip_ranges: requireRanges(world, subnet, ranges, `${field}.ipv4.ranges`, [...taken]),
    ipv6:
      input.ipv6 === undefined && stays !== undefined
        ? stays.ipv6
        : interfaceIpv6(world, subnet, interfaceId, input.ipv6, field),
    addresses: chosen,
  };
}
