import { invalid } from "./errors";
import type { Store } from "./store";

/** First and last usable number of a range of IPv4 addresses. */
interface Range {
  first: number;
  last: number;
}

/**
 * Public addresses come from the ranges that are set aside for documentation (RFC 5737), then from the carrier range
 * (RFC 6598): none of them is anyone's on the internet, so a mistaken packet reaches nobody.
 */
const publicRanges: readonly Range[] = [
  "198.51.100.0/24",
  "203.0.113.0/24",
  "192.0.2.0/24",
  "100.64.0.0/10",
].map(hosts);

/** Linode's private range without 192.168.255.0/24, which balancers send from. */
const privateRange: Range = { first: parseIpv4("192.168.128.2"), last: parseIpv4("192.168.254.254") };

/** Hands out addresses; which ones are taken is read from the store, so nothing is handed out twice. */
export class Addresses {
  constructor(private store: Store) {}

  /** A public IPv4 address that nothing has; freed ones come back last. */
  publicIpv4(): string {
    return this.next("publicCursor", publicRanges);
  }

  /** A private IPv4 address that nothing has. */
  privateIpv4(): string {
    return this.next("privateCursor", [privateRange]);
  }

  /** The stateless address of a machine, from 2001:db8::/32 (RFC 3849). */
  ipv6(id: number): string {
    return `2001:db8::f03c:95ff:fe${byte(id >>> 16)}:${hex(id & 0xffff)}`;
  }

  /** The id of the machine whose stateless address it is; undefined for any other address. */
  ipv6Owner(address: string): number | undefined {
    const [, high = "", low = ""] =
      /^2001:db8::f03c:95ff:fe([0-9a-f]{2}):([0-9a-f]{1,4})$/.exec(address) ?? [];
    const id = Number.parseInt(high, 16) * 0x10000 + Number.parseInt(low, 16);
    return this.ipv6(id) === address ? id : undefined;
  }

  /** A routed range of addresses, from 2001:db8::/32. */
  ipv6Range(id: number, prefix: number): string {
    return prefix <= 56 ? `2001:db8:${hex(id & 0xffff)}::` : `2001:db8:8000:${hex(id & 0xffff)}::`;
  }

  private next(cursorName: string, ranges: readonly Range[]): string {
    const total = ranges.reduce((sum, range) => sum + range.last - range.first + 1, 0);
    const cursor = (this.store.getMeta(cursorName) as number | undefined) ?? 0;
    for (let step = 0; step < total; step++) {
      const position = (cursor + step) % total;
      const number = numberAt(ranges, position);
      const host = number & 0xff;
      if (host === 0 || host === 1 || host === 255) continue;
      const address = formatIpv4(number);
      if (this.store.get("ip", address) !== undefined) continue;
      this.store.setMeta(cursorName, position + 1);
      return address;
    }
    throw invalid("No addresses are available in this region.");
  }
}

function numberAt(ranges: readonly Range[], position: number): number {
  let rest = position;
  for (const range of ranges) {
    const size = range.last - range.first + 1;
    if (rest < size) return range.first + rest;
    rest -= size;
  }
  throw new Error("The position lies outside every range.");
}

function byte(value: number): string {
  return (value & 0xff).toString(16).padStart(2, "0");
}

function hex(value: number): string {
  return value.toString(16);
}

function hosts(cidr: string): Range {
  const { first, last } = parseCidr(cidr) ?? { first: 0, last: 0 };
  return { first: first + 2, last: last - 1 };
}

/** The number of an IPv4 address, NaN if it isn't one. */
export function parseIpv4(text: string): number {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return Number.NaN;
  }
  return parts.reduce((number, part) => number * 256 + Number(part), 0);
}

/** `a.b.c.d`. */
export function formatIpv4(number: number): string {
  return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join(".");
}

/** A block of addresses: first and last one of it, and the length of the prefix. */
export interface Cidr extends Range {
  prefix: number;
}

/** Reads `a.b.c.d/n`; undefined if it isn't a network's first address with its prefix. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = "", length = "", ...rest] = text.split("/");
  const first = parseIpv4(address);
  if (Number.isNaN(first) || rest.length > 0 || !/^\d{1,2}$/.test(length) || Number(length) > 32)
    return undefined;
  const prefix = Number(length);
  const size = 2 ** (32 - prefix);
  if (first % size !== 0) return undefined;
  return { first, last: first + size - 1, prefix };
}

/** Whether two blocks share an address. */
export function overlaps(a: Range, b: Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** `255.255.255.0` for 24. */
export function netmask(prefix: number): string {
  return formatIpv4(prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0);
}
