import { type Cidr, formatIpv4, overlaps, parseCidr } from "../core/addresses";
import { invalid } from "../core/errors";
import type { World } from "../core/world";
import { type SubnetRecord, takenBlocks } from "./subnets";

/** A Linode's region; none if it is gone. */
export function regionOf(world: World, instanceId: number): string {
  return world.store.get("instance", instanceId)?.region ?? "";
}

/** The subnet that an interface asks for, if the Linode may be in it. */
export function requireSubnet(
  world: World,
  instanceId: number,
  subnetId: number | null | undefined,
  field: string,
): SubnetRecord {
  if (subnetId == null) throw invalid("subnet_id is required", field);
  const subnet = world.store.get("subnet", subnetId);
  if (subnet === undefined) throw invalid("subnet_id is not valid", field);
  if (world.store.get("vpc", subnet.vpc_id)?.region !== regionOf(world, instanceId)) {
    throw invalid("The VPC must be in the same region as the Linode", field);
  }
  return subnet;
}

/**
 * Checks ranges that are to be routed to an interface: of its subnet, and nobody's yet. A bare length (`/28`) takes the
 * first free one. `promised` are addresses that the interface is about to have.
 */
export function requireRanges(
  world: World,
  subnet: SubnetRecord,
  asked: readonly string[],
  field: string,
  promised: readonly string[] = [],
): string[] {
  const taken = [...takenBlocks(world, subnet), ...promised.flatMap((one) => parseCidr(`${one}/32`) ?? [])];
  const space = parseCidr(subnet.ipv4);
  return asked.map((text, index) => {
    const wanted = /^\/\d+$/.test(text) ? freeRange(space, taken, Number(text.slice(1))) : text;
    const range = parseCidr(wanted ?? "");
    if (range === undefined) throw invalid("Must be an IPv4 network in CIDR format", `${field}[${index}]`);
    if (space === undefined || range.first < space.first || range.last > space.last) {
      throw invalid("Must be within the subnet", `${field}[${index}]`);
    }
    if (taken.some((one) => overlaps(one, range))) {
      throw invalid("Must not include an address that is in use", `${field}[${index}]`);
    }
    taken.push(range);
    return `${formatIpv4(range.first)}/${range.prefix}`;
  });
}

/** The first block of that length in a subnet that nothing is in. */
function freeRange(space: Cidr | undefined, taken: readonly Cidr[], prefix: number): string | undefined {
  if (space === undefined || prefix <= space.prefix || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  for (let first = space.first; first + size - 1 <= space.last; first += size) {
    const range = { first, last: first + size - 1 };
    // The first and last two addresses are the platform's.
    const edge = first < space.first + 2 || range.last > space.last - 2;
    if (!edge && !taken.some((one) => overlaps(one, range))) return `${formatIpv4(first)}/${prefix}`;
  }
  return undefined;
}
