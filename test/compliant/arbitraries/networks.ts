import fc from "fast-check";

/** First octets of public networks that no one keeps for something else. */
const octet = fc.constantFrom(8, 9, 45, 84, 149, 162, 185, 198, 203);

const ipv4 = fc
  .tuple(octet, fc.integer({ min: 64, max: 254 }), fc.nat(255), fc.nat(255))
  .map((parts) => parts.reduce((sum, each) => sum * 256 + each, 0));

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");

const ipv6 = fc
  .tuple(fc.integer({ min: 0x2001, max: 0x2a0f }), fc.nat(0xffff), fc.nat(0xffff))
  .map((groups) => groups.map((group) => group.toString(16)).join(":"));

/** One public address, as a network. */
export const server = fc.oneof(
  { weight: 3, arbitrary: ipv4.map((address) => `${dotted(address)}/32`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(ipv6, fc.integer({ min: 1, max: 0xffff }))
      .map(([start, host]) => `${start}::${host.toString(16)}/128`),
  },
);

/** An organisation's public network: /16 to /32, and /32 to /48 for IPv6. */
export const publicNetwork = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(ipv4, fc.integer({ min: 16, max: 32 })).map(([address, prefix]) => {
      const size = 2 ** (32 - prefix);
      return `${dotted(Math.floor(address / size) * size)}/${prefix}`;
    }),
  },
  { weight: 1, arbitrary: ipv6.map((start) => `${start}::/48`) },
);

/** A private network of /8 to /12 for all that the stack has. */
export const addressSpace = fc.oneof(
  fc
    .integer({ min: 8, max: 12 })
    .chain((prefix) =>
      fc.nat(2 ** (prefix - 8) - 1).map((index) => `10.${index * 2 ** (16 - prefix)}.0.0/${prefix}`),
    ),
  fc.constant("172.16.0.0/12"),
);
