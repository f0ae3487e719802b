import { catalog } from "../catalog";
import { invalid } from "../core/errors";
import type { World } from "../core/world";
import { requireRegion } from "./shared";
import type { Range } from "./vpcRanges";

/** IPv6 as a request asks for it: a prefix length, `auto`, a range, or nothing in particular. */
export type Ipv6Request = readonly { range?: string | null | undefined }[] | null | undefined;

/** Prefix lengths: of a VPC's space, and of a subnet's where the request says `auto`; none is longer than an interface's. */
const lengths = { vpc: 52, subnet: 56, interface: 64 };

/** The space that a new VPC gets, one block at most. */
export function vpcIpv6(world: World, id: number, region: string, asked: Ipv6Request): Range[] | null {
  if (asked == null || asked.length === 0) return null;
  if (asked.length > 1) throw invalid("A VPC may have one IPv6 range", "ipv6");
  requireRegion(region, "VPC IPv6 Stack");
  const more = catalog.vpcAvailability.find((one) => one.region === region)?.available_ipv6_prefix_lengths;
  const offered = [lengths.vpc, ...(more ?? [])];
  const wanted = asked[0]?.range ?? "auto";
  const length = wanted === "auto" ? lengths.vpc : offered.find((one) => wanted === `/${one}`);
  if (length === undefined) {
    throw invalid(`Must be auto or one of ${offered.map((one) => `/${one}`).join(", ")}`, "ipv6[0].range");
  }
  return [{ range: `${world.addresses.ipv6Range(id, lengths.vpc)}/${length}` }];
}

/** The part of its VPC's space that a new subnet gets: the one asked for, or the first free one of its size. */
export function subnetIpv6(
  vpc: { ipv6: Range[] | null },
  siblings: readonly { ipv6: Range[] | null }[],
  asked: Ipv6Request,
  prefix: string,
): Range[] | null {
  if (asked == null || asked.length === 0) return null;
  const space = vpc.ipv6?.[0]?.range;
  if (space === undefined) throw invalid("The VPC has no IPv6 range", `${prefix}ipv6`);
  if (asked.length > 1) throw invalid("A subnet may have one IPv6 range", `${prefix}ipv6`);
  const field = `${prefix}ipv6[0].range`;
  const wanted = asked[0]?.range ?? "auto";
  const length = wanted === "auto" ? lengths.subnet : Number(/\/(\d+)$/.exec(wanted)?.[1]);
  const whole = networks(space);
  if (!(length >= whole.length && length <= lengths.interface)) {
    throw invalid(`Must have a prefix length of ${whole.length}-${lengths.interface}`, field);
  }
  const taken = siblings.flatMap((one) => one.ipv6?.map(({ range }) => networks(range)) ?? []);
  const size = 1n << BigInt(lengths.interface - length);
  for (let first = whole.first; first + size <= whole.end; first += size) {
    const range = `${groups(first)}::/${length}`;
    const isWanted = wanted === "auto" || wanted === `/${length}` || wanted === range;
    const isFree = !taken.some((one) => one.first < first + size && first < one.end);
    if (isWanted && isFree) return [{ range }];
  }
  throw invalid("Must be a free part of the VPC's IPv6 range", field);
}

/** A block as the numbers of its /64 networks: the first one, and the one after the last. */
function networks(text: string): { first: bigint; end: bigint; length: number } {
  const [start = "", length = "64"] = text.split("/");
  const given = start.replace(/::.*$/, "").split(":");
  const first = [0, 1, 2, 3].reduce(
    (sum, index) => (sum << 16n) + BigInt(Number.parseInt(given[index] ?? "0", 16)),
    0n,
  );
  const count = 1n << BigInt(lengths.interface - Number(length));
  return { first, end: first + count, length: Number(length) };
}

/** The first four groups of an address, without zeros at their end. */
function groups(network: bigint): string {
  const all = [48n, 32n, 16n, 0n].map((shift) => ((network >> shift) & 0xffffn).toString(16));
  while (all.length > 1 && all.at(-1) === "0") all.pop();
  return all.join(":");
}
