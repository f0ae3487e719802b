import { isIP } from "node:net";

/** An IPv4 or IPv6 network: its bits, and how many of them name the network. */
export interface Network {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

/** Reads `203.0.113.0/24`, `2001:db8::/32` or a single address; `undefined` when it is neither. */
export function parseNetwork(text: string): Network | undefined {
  const [address = "", length, ...rest] = text.split("/");
  const family = isIP(address);
  const width = family === 4 ? 32 : 128;
  const prefix = length === undefined ? width : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if ((family !== 4 && family !== 6) || rest.length > 0 || prefix < 0 || prefix > width) {
    return undefined;
  }
  return { family, bits: family === 4 ? bits4(address) : bits6(address), prefix };
}

/** Writes a network so that equal ones read alike: `203.0.113.0/24`, `2001:db8::/32`. */
export function networkText({ family, bits, prefix }: Network): string {
  const width = BigInt((family === 4 ? 32 : 128) - prefix);
  const start = (bits >> width) << width;
  const [size, count, base] = family === 4 ? ([8n, 4, 10] as const) : ([16n, 8, 16] as const);
  const parts = Array.from({ length: count }, (_, index) =>
    ((start >> (size * BigInt(count - 1 - index))) & ((1n << size) - 1n)).toString(base),
  );
  const text = parts.join(family === 4 ? "." : ":");
  return `${family === 4 ? text : text.replace(/(?:^|:)0(?::0)+(?::|$)/, "::")}/${prefix}`;
}

/** Whether `inner` lies wholly within `outer`. */
export function contains(outer: Network, inner: Network): boolean {
  return (
    outer.family === inner.family && outer.prefix <= inner.prefix && sameStart(outer, inner, outer.prefix)
  );
}

/** Whether two networks share an address. */
export function overlaps(one: Network, other: Network): boolean {
  return one.family === other.family && sameStart(one, other, Math.min(one.prefix, other.prefix));
}

/** Whether this is one address. */
export function isSingleAddress({ family, prefix }: Network): boolean {
  return prefix === (family === 4 ? 32 : 128);
}

/** Whether these are private addresses, which no packet from the internet has (RFC 1918, RFC 4193). */
export function isPrivate(network: Network): boolean {
  return privateNetworks.some((outer) => contains(outer, network));
}

/**
 * Whether these are addresses that a class can have to itself: private ones, but not those that all
 * customers in a region share (Linode's documentation of VPCs), where only load balancers are expected.
 */
export function isOfOwnClass(network: Network): boolean {
  return isPrivate(network) && (!overlaps(network, regionalNetwork) || contains(balancerNetwork, network));
}

/** The private network of a region, which every instance with a private address is in, whoever owns it. */
const regionalNetwork = network("192.168.128.0/17");
/** Where traffic from load balancers comes from (Linode's documentation of LKE's firewalls). */
const balancerNetwork = network("192.168.255.0/24");
const privateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10"].map(
  network,
);

function network(text: string): Network {
  const parsed = parseNetwork(text);
  if (!parsed) {
    throw new Error(`Not a network: ${text}`);
  }
  return parsed;
}

function sameStart(one: Network, other: Network, length: number): boolean {
  const shift = BigInt((one.family === 4 ? 32 : 128) - length);
  return one.bits >> shift === other.bits >> shift;
}

function bits4(address: string): bigint {
  return address.split(".").reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function bits6(address: string): bigint {
  const [left = "", right] = withoutEmbedded4(address).split("::");
  const before = left === "" ? [] : left.split(":");
  const after = right === undefined || right === "" ? [] : right.split(":");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].reduce((bits, part) => (bits << 16n) | BigInt(`0x${part}`), 0n);
}

/** Writes the last 32 bits of `::ffff:192.0.2.1` as two groups. */
function withoutEmbedded4(address: string): string {
  const plain = address.split("%")[0] ?? address;
  const last = plain.slice(plain.lastIndexOf(":") + 1);
  if (!last.includes(".")) {
    return plain;
  }
  const bits = bits4(last);
  return `${plain.slice(0, -last.length)}${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
}
