import { z } from "zod";
import type { Call } from "../core/definition";
import { invalid } from "../core/errors";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import type { InstanceRecord } from "./instances";
import { id } from "./shared";

const assignment = z.object({ address: z.string(), linode_id: id });

function requireLinode(world: World, linodeId: number, region: string): InstanceRecord {
  const linode = world.store.get("instance", linodeId);
  if (linode === undefined) throw invalid(`Invalid Linode ID ${linodeId}`);
  if (linode.region !== region) throw invalid("Address must belong to same region as linode.", "address");
  return linode;
}

/** `POST /networking/ips/assign`: moves addresses and IPv6 ranges among Linodes, all at once or none. */
export function assign(call: Call): unknown {
  const input = validate(z.object({ region: z.string(), assignments: z.array(assignment) }), call.body);
  const { world } = call;
  const touched = new Set<number>();
  for (const { address, linode_id } of input.assignments) {
    const before = address.includes(":")
      ? assignRange(world, address, linode_id, input.region)
      : assignAddress(world, address, linode_id, input.region);
    for (const one of [before, linode_id]) if (one !== null) touched.add(one);
  }
  for (const linode of touched) checkAddresses(world, linode);
  return {};
}

function assignAddress(world: World, address: string, linodeId: number, region: string): number | null {
  const ip = world.store.get("ip", address);
  if (ip === undefined || ip.region !== region || ip.nodebalancer_id !== null) {
    throw invalid("IP Address not found.");
  }
  requireLinode(world, linodeId, region);
  if (ip.shared_with.length > 0) throw invalid("Shared addresses cannot be assigned to another Linode.");
  if (ip.linode_id !== linodeId && isTranslated(world, ip.linode_id, ip.id)) {
    throw invalid("Addresses with a 1:1 NAT to a VPC interface cannot be assigned to another Linode.");
  }
  world.store.patch("ip", address, { linode_id: linodeId });
  return ip.linode_id;
}

/** Whether an interface in a VPC answers at a public address. */
function isTranslated(world: World, linodeId: number | null, address: string): boolean {
  const interfaces = world.store.where("interface", "instance_id", linodeId ?? 0);
  return interfaces.some((one) => one.ipv4?.nat_1_1 === address);
}

function assignRange(world: World, text: string, linodeId: number, region: string): number | null {
  const range = world.store.get("ipv6Range", text.replace(/\/\d+$/, ""));
  if (range === undefined || range.region !== region) throw invalid("IP Address not found.");
  const linode = requireLinode(world, linodeId, region);
  const route_target = world.addresses.ipv6(linode.id);
  world.store.patch("ipv6Range", range.id, { linode_id: linode.id, route_target });
  return null;
}

/** What has to hold for each Linode that was part of a change. */
function checkAddresses(world: World, linodeId: number): void {
  const own = world.store.where("ip", "linode_id", linodeId);
  if (world.store.get("instance", linodeId) === undefined) return;
  if (!own.some((ip) => ip.public)) {
    throw invalid(`Linode ${linodeId} must have at least one public IPv4 address.`);
  }
  if (own.filter((ip) => !ip.public).length > 1) {
    throw invalid(`Linode ${linodeId} may have no more than one private IPv4 address.`);
  }
}

/** `POST /networking/ips/share`: sets which addresses of others a Linode may take over. */
export function share(call: Call): unknown {
  const input = validate(z.object({ linode_id: id, ips: z.array(z.string()) }), call.body);
  const { world } = call;
  const linode = world.store.get("instance", input.linode_id);
  if (linode === undefined) throw invalid(`Invalid Linode ID ${input.linode_id}`);
  const names = new Set(input.ips.map((text) => text.replace(/\/\d+$/, "")));
  for (const name of names) {
    const found = world.store.get(name.includes(":") ? "ipv6Range" : "ip", name);
    if (found === undefined || found.linode_id === null) throw invalid("IP Address not found.");
    if (found.region !== linode.region) {
      throw invalid("Address must belong to same region as linode.", "address");
    }
  }
  endSharing(world, linode.id);
  for (const name of names) {
    const kind = name.includes(":") ? "ipv6Range" : "ip";
    const one = world.store.get(kind, name);
    // To name a Linode's own address is no error and changes nothing (recorded).
    if (one === undefined || one.linode_id === linode.id) continue;
    world.store.patch(kind, name, { shared_with: [...one.shared_with, linode.id] });
  }
  return {};
}

/** Ends the sharing of others' addresses by a Linode. */
export function endSharing(world: World, linodeId: number): void {
  for (const kind of ["ip", "ipv6Range"] as const) {
    for (const one of world.store.having(kind, "shared_with", linodeId)) {
      world.store.patch(kind, one.id, { shared_with: one.shared_with.filter((other) => other !== linodeId) });
    }
  }
}
