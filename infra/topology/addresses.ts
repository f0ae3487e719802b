/** IPv4 arithmetic for the address plan. Addresses are unsigned 32-bit integers inside, dotted text outside. */

/** A network, for example `{ base: 0x0a400000, prefix: 12 }` for 10.64.0.0/12. */
export interface Network {
  readonly base: number;
  readonly prefix: number;
}

const toNumber = (text: string): number =>
  text.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** The dotted form of an address. */
export const formatAddress = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");

/** The CIDR form of a network. */
export const formatNetwork = (network: Network): string => `${formatAddress(network.base)}/${network.prefix}`;

/** Reads `a.b.c.d/p`; undefined where it is not one, or where bits are set behind the prefix. */
export function parseNetwork(text: string): Network | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text);
  const [, address, bits] = match ?? [];
  if (address === undefined || address.split(".").some((octet) => Number(octet) > 255)) return undefined;
  const prefix = Number(bits);
  const base = toNumber(address);
  return prefix <= 32 && base % 2 ** (32 - prefix) === 0 ? { base, prefix } : undefined;
}

/** Whether two networks share an address. */
export function overlap(a: Network, b: Network): boolean {
  const size = 2 ** (32 - Math.min(a.prefix, b.prefix));
  return Math.floor(a.base / size) === Math.floor(b.base / size);
}

/** The address at an offset inside a network. */
export const hostAt = (network: Network, offset: number): string => formatAddress(network.base + offset);

/** The networks that an organisation may take its addresses from: a part of RFC 1918 that Linode does not use itself. */
export const privateSpaces: readonly Network[] = [
  { base: toNumber("10.0.0.0"), prefix: 8 },
  { base: toNumber("172.16.0.0"), prefix: 12 },
];

/** How many classes fit: each takes one /16, and the first is left free for the organisation. */
export const classCapacity = (space: Network): number => 2 ** (16 - space.prefix) - 1;

/** A region's number in the address plan: 1 to this. */
export const regionCapacity = 126;

/** The VPC's network of a class in a region: one /24. */
export const vpcNetwork = (space: Network, classNumber: number, regionNumber: number): Network => ({
  base: space.base + classNumber * 2 ** 16 + regionNumber * 2 ** 8,
  prefix: 24,
});

/** The tunnel overlay's network of a class in a region: one /24 in the upper half of the class's /16. */
export const overlayNetwork = (space: Network, classNumber: number, regionNumber: number): Network =>
  vpcNetwork(space, classNumber, regionNumber + 128);
