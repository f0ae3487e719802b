import { z } from "zod";
import { invalid } from "../core/errors";
import type { World } from "../core/world";
import type { SubnetRecord } from "./subnets";

/** What an interface has of its subnet's IPv6 space. */
export interface InterfaceIpv6 {
  /** The `/64`s that are its own, each with the address it configures for itself. */
  slaac: { range: string; address: string }[];
  /** The `/64`s that are routed to it. */
  ranges: { range: string }[];
  is_public: boolean;
}

const wanted = z.array(z.object({ range: z.string().nullish() })).nullish();

/** As requests ask for it: each range `auto`, `/64` or one of the subnet's. */
export const ipv6Schema = z
  .object({ slaac: wanted, ranges: wanted, is_public: z.boolean().nullish() })
  .nullish();

type Ipv6Input = z.output<typeof ipv6Schema>;

/** Gives an interface its share of a subnet's IPv6 space; null if it asks for none. */
export function interfaceIpv6(
  world: World,
  subnet: SubnetRecord,
  interfaceId: number,
  input: Ipv6Input,
  field: string,
): InterfaceIpv6 | null {
  if (input == null) return null;
  const space = subnet.ipv6?.[0]?.range;
  if (space === undefined) throw invalid("The subnet has no IPv6 range", `${field}.ipv6`);
  const taken = takenRanges(world, subnet, interfaceId);
  const pick = (asked: string | null | undefined, part: string): string => {
    for (const found of networks(space, asked ?? "auto")) {
      if (taken.has(found)) continue;
      taken.add(found);
      return found;
    }
    throw invalid("Must be a free /64 within the subnet's IPv6 range", part);
  };
  const all = (list: typeof input.slaac, name: string): string[] =>
    (list ?? []).map((one, index) => pick(one.range, `${field}.ipv6.${name}[${index}].range`));
  return {
    slaac: all(input.slaac, "slaac").map((range) => ({ range, address: hostOf(range, interfaceId) })),
    ranges: all(input.ranges, "ranges").map((range) => ({ range })),
    is_public: input.is_public ?? false,
  };
}

function takenRanges(world: World, subnet: SubnetRecord, except: number): Set<string> {
  const taken = new Set<string>();
  for (const one of world.store.where("interface", "subnet_id", subnet.id)) {
    if (one.id === except || one.ipv6 === null) continue;
    for (const { range } of [...one.ipv6.slaac, ...one.ipv6.ranges]) taken.add(range);
  }
  return taken;
}

/** The /64s of a block that fit what is asked for, in order. */
function* networks(space: string, asked: string): Generator<string> {
  const [start = "", length = "64"] = space.split("/");
  const first = prefixOf(start);
  for (let index = 0n; index < 2n ** BigInt(Math.max(0, 64 - Number(length))); index++) {
    const range = `${groups(first + index)}::/64`;
    if (asked === "auto" || asked === "/64" || asked === range) yield range;
  }
}

/** The upper 64 bits of an address that ends in `::`. */
function prefixOf(start: string): bigint {
  const given = start.replace(/::.*$/, "").split(":");
  return [0, 1, 2, 3].reduce(
    (sum, index) => sum * 65536n + BigInt(Number.parseInt(given[index] ?? "0", 16)),
    0n,
  );
}

function groups(prefix: bigint): string {
  return [48n, 32n, 16n, 0n].map((shift) => ((prefix >> shift) & 0xffffn).toString(16)).join(":");
}

function hostOf(range: string, id: number): string {
  const tail = `${((id >>> 16) & 0xff).toString(16).padStart(2, "0")}:${(id & 0xffff).toString(16)}`;
  return range.replace("::/64", `:2000:ff:fe${tail}`);
}
