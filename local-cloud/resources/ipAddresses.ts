import { z } from "zod";
import type { Call, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { isObject } from "../core/json";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { assign, share } from "./ipAssignments";
import { allocateIp, checkRdns, type IpRecord, ipView } from "./ips";
import { checkReservedQuota } from "./reservedIps";
import { id, requireRegion } from "./shared";

/** Fields to filter by. The platform takes `linode_id`, too, and ignores it (recorded). */
const filters = ["address", "region", "type", "public", "reserved", "rdns", "prefix", "gateway"];
const ignoredFilter = "linode_id";

/** The owned address that the path names. */
function find(call: Call): IpRecord {
  const ip = call.world.store.get("ip", call.params.address ?? "");
  if (ip === undefined) throw notFound();
  return ip;
}

/** The Linode whose own IPv6 address it is. */
function ipv6Owner(world: World, address: string): { id: number; region: string } | undefined {
  const id = world.addresses.ipv6Owner(address);
  return id === undefined ? undefined : world.store.get("instance", id);
}

/** A Linode's IPv6 address as the account's list shows it. */
function ipv6View(world: World, linode: { id: number; region: string }): Record<string, unknown> {
  const address = world.addresses.ipv6(linode.id);
  return {
    address,
    gateway: "fe80::1",
    subnet_mask: "ffff:ffff:ffff:ffff::",
    prefix: 64,
    type: "ipv6",
    rdns: world.store.get("ipv6Name", address)?.rdns ?? null,
    linode_id: linode.id,
    region: linode.region,
    public: true,
  };
}

/** The name that a user gave to an IPv6 address; its id is the address. */
export interface Ipv6NameRecord {
  id: string;
  rdns: string;
}

declare module "../core/kinds" {
  interface Kinds {
    ipv6Name: Ipv6NameRecord;
  }
}

function show(call: Call): unknown {
  const linode = ipv6Owner(call.world, call.params.address ?? "");
  return linode === undefined ? ipView(call.world, find(call)) : ipv6View(call.world, linode);
}

const allocation = z.object({
  type: z.string(),
  public: z.boolean(),
  reserved: z.boolean().nullish(),
  region: z.string().nullish(),
  linode_id: id.nullish(),
});

function allocate(call: Call): unknown {
  const input = validate(allocation, call.body);
  if (input.type !== "ipv4") throw invalid("Only addresses of type ipv4 are currently supported.");
  if (!input.reserved && input.linode_id == null) {
    throw invalid("Linode is a required argument when not reserving an IP address.", "linode_id");
  }
  if (input.reserved && !input.public) throw invalid("Cannot reserve a private address.", "public");
  if (input.linode_id == null && input.region == null) {
    throw invalid("A datacenter or a Linode must be provided when reserving an address.");
  }
  const linode = input.linode_id == null ? undefined : call.world.store.get("instance", input.linode_id);
  if (input.linode_id != null && linode === undefined) throw invalid("Linode is not active", "linode_id");
  if (linode !== undefined && input.region != null && input.region !== linode.region) {
    throw invalid("Region passed in must match Linode's region.", "region");
  }
  const region = linode?.region ?? requireRegion(input.region ?? "").id;
  if (input.reserved) checkReservedQuota(call.world);
  if (linode !== undefined && !input.public) refuseSecondPrivate(call.world, linode.id);
  const ip = allocateIp(call.world, {
    region,
    public: input.public,
    reserved: input.reserved ?? false,
    linode_id: linode?.id ?? null,
  });
  return ipView(call.world, ip);
}

function refuseSecondPrivate(world: World, linodeId: number): void {
  if (world.store.where("ip", "linode_id", linodeId).some((ip) => !ip.public)) {
    throw invalid("Linode already has a private address", "linode_id");
  }
}

function change(call: Call): unknown {
  const { world } = call;
  const linode = ipv6Owner(world, call.params.address ?? "");
  const ip = linode === undefined ? find(call) : undefined;
  const input = validate(
    z.object({ rdns: z.string().nullish(), reserved: z.boolean().optional() }),
    call.body,
  );
  checkRdns(input.rdns);
  if (linode !== undefined) {
    const address = world.addresses.ipv6(linode.id);
    if (input.rdns === null) world.store.remove("ipv6Name", address);
    else if (input.rdns !== undefined) world.store.insert("ipv6Name", { id: address, rdns: input.rdns });
    return ipv6View(world, linode);
  }
  return ip === undefined ? {} : changeIpv4(call, ip, input);
}

function changeIpv4(
  call: Call,
  ip: IpRecord,
  input: { rdns?: string | null | undefined; reserved?: boolean | undefined },
): unknown {
  const { world } = call;
  if (input.reserved && !ip.public) throw invalid("Cannot reserve a private address.", "address");
  if (input.reserved && !ip.reserved) checkReservedQuota(world);
  if (input.rdns !== undefined) world.store.patch("ip", ip.id, { rdns: input.rdns });
  if (input.reserved !== undefined) {
    world.store.patch("ip", ip.id, { reserved: input.reserved });
    if (!input.reserved && ip.linode_id === null && ip.nodebalancer_id === null) {
      world.store.remove("ip", ip.id);
      return ipView(world, { ...ip, reserved: false });
    }
  }
  return ipView(world, world.store.get("ip", ip.id) ?? ip);
}

/** Everything the account has, in the recorded order: Linodes' addresses, reserved ones, NodeBalancers', IPv6. */
function list(call: Call): unknown {
  const { world } = call;
  const order = (ip: IpRecord): number => (ip.reserved ? 1 : ip.nodebalancer_id === null ? 0 : 2);
  const shown = [...world.store.all("ip")].sort((a, b) => order(a) - order(b));
  const rows = [
    ...shown.map((ip) => ipView(world, ip)),
    ...[...world.store.all("instance")].map((linode) => ipv6View(world, linode)),
  ];
  return answerList({ ...call, filter: withoutIgnored(call.filter) }, rows, filters);
}

/** The filter without what the platform ignores. */
function withoutIgnored(filter: string | undefined): string | undefined {
  if (filter?.includes(ignoredFilter) !== true) return filter;
  try {
    const value: unknown = JSON.parse(filter);
    if (!isObject(value)) return filter;
    const { [ignoredFilter]: _, ...rest } = value;
    return JSON.stringify(rest);
  } catch {
    return filter;
  }
}

const scope = "ips";

export const ips: Section = {
  indexes: { ip: ["linode_id", "shared_with"] },
  endpoints: [
    { method: "GET", path: "/networking/ips", scope, filterable: filters, run: list },
    { method: "POST", path: "/networking/ips", scope, run: allocate },
    { method: "GET", path: "/networking/ips/:address", scope, run: show },
    { method: "PUT", path: "/networking/ips/:address", scope, run: change },
    { method: "POST", path: "/networking/ips/assign", scope, run: assign },
    { method: "POST", path: "/networking/ipv4/assign", scope, run: assign },
    { method: "POST", path: "/networking/ips/share", scope, run: share },
    { method: "POST", path: "/networking/ipv4/share", scope, run: share },
  ],
};
