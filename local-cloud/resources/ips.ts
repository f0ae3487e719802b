import { z } from "zod";
import type { Call, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { id, requireRegion, tags } from "./shared";

/** An IPv4 address that somebody has; its id is the address. */
export interface IpRecord extends Entity {
  id: string;
  public: boolean;
  region: string;
  linode_id: number | null;
  nodebalancer_id: number | null;
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
  if (address.reserved) world.store.patch("ip", address.id, { linode_id: null, rdns: null });
  else world.store.remove("ip", address.id);
}

/** An address as every list shows it. */
export function ipView(world: World, ip: IpRecord): Record<string, unknown> {
  const linode = ip.linode_id === null ? undefined : world.store.get("instance", ip.linode_id);
  const prefix = ip.public ? 24 : 17;
  return {
    address: ip.id,
    gateway: ip.public ? ip.id.replace(/\d+$/, "1") : null,
    subnet_mask: ip.public ? "255.255.255.0" : "255.255.128.0",
    prefix,
    type: "ipv4",
    public: ip.public,
    rdns: ip.rdns ?? (linode && ip.public ? `${ip.id.replaceAll(".", "-")}.ip.linodeusercontent.com` : null),
    linode_id: ip.linode_id,
    interface_id: null,
    region: ip.region,
    vpc_nat_1_1: linode && ip.public ? nat(world, ip) : null,
    reserved: ip.reserved,
    assigned_entity: linode
      ? { id: linode.id, type: "linode", label: linode.label, url: `/v4/linode/instances/${linode.id}` }
      : null,
    ...(ip.reserved ? { tags: ip.tags } : {}),
  };
}

function nat(world: World, ip: IpRecord): Record<string, unknown> | null {
  for (const one of world.store.where("interface", "instance_id", ip.linode_id ?? 0)) {
    if (one.ipv4?.nat_1_1 === ip.id) {
      return { address: one.ipv4.vpc, subnet_id: one.subnet_id, vpc_id: one.vpc_id };
    }
  }
  return null;
}

const ipFilters = [
  "address",
  "linode_id",
  "region",
  "type",
  "public",
  "reserved",
  "rdns",
  "prefix",
  "gateway",
];

/** The owned address that the path names. */
function find(call: Call): IpRecord {
  const ip = call.world.store.get("ip", call.params.address ?? "");
  if (ip === undefined || ip.nodebalancer_id !== null) throw notFound();
  return ip;
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
  const ip = allocateIp(call.world, {
    region,
    public: input.public,
    reserved: input.reserved ?? false,
    linode_id: linode?.id ?? null,
  });
  return ipView(call.world, ip);
}

function reserve(call: Call): unknown {
  const input = validate(z.object({ region: z.string(), tags }), call.body);
  const region = requireRegion(input.region).id;
  const ip = allocateIp(call.world, { region, public: true, reserved: true, tags: input.tags ?? [] });
  return ipView(call.world, ip);
}

function change(call: Call): unknown {
  const ip = find(call);
  const input = validate(
    z.object({ rdns: z.string().nullish(), reserved: z.boolean().optional() }),
    call.body,
  );
  if (typeof input.rdns === "string" && !/^([a-z0-9-]+\.)+[a-z]{2,}\.?$/i.test(input.rdns)) {
    throw invalid("Domain is not valid.", "rdns");
  }
  if (input.reserved && !ip.public) throw invalid("Cannot reserve a private address.", "address");
  if (input.rdns !== undefined) call.world.store.patch("ip", ip.id, { rdns: input.rdns });
  if (input.reserved !== undefined) {
    call.world.store.patch("ip", ip.id, { reserved: input.reserved });
    if (!input.reserved && ip.linode_id === null) {
      call.world.store.remove("ip", ip.id);
      return ipView(call.world, { ...ip, reserved: false });
    }
  }
  return ipView(call.world, call.world.store.get("ip", ip.id) ?? ip);
}

function assign(call: Call): unknown {
  const input = validate(
    z.object({
      region: z.string(),
      assignments: z.array(z.object({ address: z.string(), linode_id: id })),
    }),
    call.body,
  );
  const { store } = call.world;
  for (const { address, linode_id } of input.assignments) {
    if (address.includes(":")) continue;
    const ip = store.get("ip", address);
    if (ip === undefined || ip.region !== input.region) throw invalid("IP Address not found.");
    const linode = store.get("instance", linode_id);
    if (linode === undefined) throw invalid(`Invalid Linode ID ${linode_id}`);
    if (linode.region !== input.region)
      throw invalid("Address must belong to same region as linode.", "address");
    store.patch("ip", address, { linode_id });
  }
  return {};
}

function share(call: Call): unknown {
  const input = validate(z.object({ linode_id: id, ips: z.array(z.string()) }), call.body);
  const { store } = call.world;
  const linode = store.get("instance", input.linode_id);
  if (linode === undefined) throw invalid(`Invalid Linode ID ${input.linode_id}`);
  for (const ip of [...store.all("ip")]) {
    const listed = input.ips.includes(ip.id);
    if (!listed && !ip.shared_with.includes(linode.id)) continue;
    if (listed && ip.region !== linode.region)
      throw invalid("Address must belong to same region as linode.", "address");
    const others = ip.shared_with.filter((one) => one !== linode.id);
    store.patch("ip", ip.id, { shared_with: listed ? [...others, linode.id] : others });
  }
  for (const address of input.ips) {
    if (!address.includes(":") && store.get("ip", address) === undefined)
      throw invalid("IP Address not found.");
  }
  return {};
}

function assigned(call: Call): unknown[] {
  const shown: unknown[] = [];
  for (const ip of call.world.store.all("ip")) {
    if (ip.nodebalancer_id === null) shown.push(ipView(call.world, ip));
  }
  return shown;
}

function findReserved(call: Call): IpRecord {
  const ip = find(call);
  if (!ip.reserved) throw notFound();
  return ip;
}

function unreserve(call: Call): unknown {
  const ip = findReserved(call);
  if (ip.linode_id === null) call.world.store.remove("ip", ip.id);
  else call.world.store.patch("ip", ip.id, { reserved: false });
  return {};
}

function listReserved(call: Call): unknown {
  const rows = [...call.world.store.all("ip")].filter((ip) => ip.reserved);
  return answerList(
    call,
    rows.map((ip) => ipView(call.world, ip)),
    [...ipFilters, "tags"],
  );
}

export const ips: Section = {
  endpoints: [
    {
      method: "GET",
      path: "/networking/ips",
      scope: "ips",
      run: (call) => answerList(call, assigned(call), ipFilters),
    },
    { method: "POST", path: "/networking/ips", scope: "ips", run: allocate },
    {
      method: "GET",
      path: "/networking/ips/:address",
      scope: "ips",
      run: (call) => ipView(call.world, find(call)),
    },
    { method: "PUT", path: "/networking/ips/:address", scope: "ips", run: change },
    { method: "POST", path: "/networking/ips/assign", scope: "ips", run: assign },
    { method: "POST", path: "/networking/ipv4/assign", scope: "ips", run: assign },
    { method: "POST", path: "/networking/ips/share", scope: "ips", run: share },
    { method: "POST", path: "/networking/ipv4/share", scope: "ips", run: share },
    { method: "GET", path: "/networking/reserved/ips", scope: "ips", run: listReserved },
    { method: "POST", path: "/networking/reserved/ips", scope: "ips", run: reserve },
    {
      method: "GET",
      path: "/networking/reserved/ips/:address",
      scope: "ips",
      run: (call) => ipView(call.world, findReserved(call)),
    },
    { method: "DELETE", path: "/networking/reserved/ips/:address", scope: "ips", run: unreserve },
  ],
};
