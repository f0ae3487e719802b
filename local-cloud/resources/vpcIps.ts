import { catalog } from "../catalog";
import { formatIpv4, netmask } from "../core/addresses";
import type { Call, Endpoint } from "../core/definition";
import { notFound } from "../core/errors";
import { answerList } from "../core/routes";
import type { World } from "../core/world";
import { type InterfaceRecord, interfaceAddress } from "./interfaces";
import type { NodeBalancerVpcRecord } from "./nodebalancerVpcs";
import { block } from "./vpcRanges";

const filters = [
  "address",
  "vpc_id",
  "subnet_id",
  "region",
  "linode_id",
  "config_id",
  "interface_id",
  "active",
];

/** An interface's address, then each range that is routed to it. */
function interfaceRows(world: World, one: InterfaceRecord): Record<string, unknown>[] {
  const own = interfaceAddress(world, one);
  const ranges = (one.ip_ranges ?? []).map((range) => ({
    ...own,
    address: null,
    address_range: range,
    nat_1_1: null,
  }));
  return [own, ...ranges];
}

/** The range that a NodeBalancer sends from. */
function balancerRow(world: World, one: NodeBalancerVpcRecord): Record<string, unknown> {
  const subnet = block(world.store.get("subnet", one.subnet_id)?.ipv4 ?? "");
  return {
    address: null,
    address_range: one.ipv4_range,
    vpc_id: one.vpc_id,
    subnet_id: one.subnet_id,
    region: world.store.get("nodebalancer", one.nodebalancer_id)?.region ?? null,
    linode_id: null,
    config_id: null,
    interface_id: null,
    nodebalancer_id: one.nodebalancer_id,
    database_id: null,
    active: true,
    nat_1_1: null,
    gateway: formatIpv4(subnet.first + 1),
    prefix: subnet.prefix,
    subnet_mask: netmask(subnet.prefix),
  };
}

function requireVpc(call: Call): number {
  const id = Number(call.params.id);
  if (call.world.store.get("vpc", id) === undefined) throw notFound();
  return id;
}

/** Every IPv4 address and range that something has in a VPC, or in all of them. */
function ipv4(call: Call, vpcId?: number): unknown {
  const { world } = call;
  const interfaces =
    vpcId === undefined ? world.store.all("interface") : world.store.where("interface", "vpc_id", vpcId);
  const rows: Record<string, unknown>[] = [];
  for (const one of interfaces) if (one.subnet_id !== null) rows.push(...interfaceRows(world, one));
  for (const one of world.store.all("nodebalancerVpc")) {
    if (vpcId === undefined || one.vpc_id === vpcId) rows.push(balancerRow(world, one));
  }
  return answerList(call, rows, filters);
}

/** What an interface has of its subnet's IPv6 space, a row a /64; what belongs to IPv4 is empty, as recorded. */
export function ipv6Rows(world: World, one: InterfaceRecord): Record<string, unknown>[] {
  const { ipv6 } = one;
  if (ipv6 === null) return [];
  const row = (range: string, addresses: readonly string[]): Record<string, unknown> => ({
    ...interfaceAddress(world, one),
    address: null,
    nat_1_1: "",
    gateway: null,
    prefix: Number(range.split("/")[1]),
    subnet_mask: "",
    ipv6_range: range,
    ipv6_is_public: ipv6.is_public,
    ipv6_addresses: addresses.map((slaac_address) => ({ slaac_address })),
  });
  return [
    ...ipv6.slaac.map(({ range, address }) => row(range, [address])),
    ...ipv6.ranges.map(({ range }) => row(range, [])),
  ];
}

/** The same for IPv6. */
function ipv6(call: Call, vpcId?: number): unknown {
  const { world } = call;
  const interfaces =
    vpcId === undefined ? world.store.all("interface") : world.store.where("interface", "vpc_id", vpcId);
  const rows: Record<string, unknown>[] = [];
  for (const one of interfaces) rows.push(...ipv6Rows(world, one));
  return answerList(call, rows, filters);
}

/** `/vpcs/ips` and its relatives. */
export const vpcAddresses: readonly Endpoint[] = [
  { method: "GET", path: "/vpcs/ips", scope: "vpc", filterable: filters, run: (call) => ipv4(call) },
  {
    method: "GET",
    path: "/vpcs/:id/ips",
    scope: "vpc",
    filterable: filters,
    run: (call) => ipv4(call, requireVpc(call)),
  },
  { method: "GET", path: "/vpcs/ipv6s", scope: "vpc", filterable: filters, run: (call) => ipv6(call) },
  {
    method: "GET",
    path: "/vpcs/:id/ipv6s",
    scope: "vpc",
    filterable: filters,
    run: (call) => ipv6(call, requireVpc(call)),
  },
  {
    method: "GET",
    path: "/vpcs/default-ranges",
    scope: "vpc",
    run: () => catalog.vpcRanges,
  },
];
