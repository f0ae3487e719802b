import { parseCidr, parseIpv4 } from "../core/addresses";
import { forEach, nameOf, type Rule, unique } from "./rule";

/** Linode's private range; the documentation of the API. */
const privateRange = parseCidr("192.168.128.0/17") ?? { first: 0, last: 0 };

function isPrivate(address: string): boolean {
  const number = parseIpv4(address);
  return privateRange.first <= number && number <= privateRange.last;
}

/** Who has which address. */
export const addresses: readonly Rule[] = [
  forEach("ip", "an address is an IPv4 address", (ip) =>
    Number.isNaN(parseIpv4(ip.id)) ? "cannot be read" : undefined,
  ),
  forEach("ip", "an address is public, or of 192.168.128.0/17", (ip) =>
    ip.public === !isPrivate(ip.id) ? undefined : `is kept as ${ip.public ? "public" : "private"}`,
  ),
  forEach("ip", "an address has one owner, unless it is reserved", (ip) => {
    const owners = [ip.linode_id, ip.nodebalancer_id].filter((one) => one !== null).length;
    if (owners === 1 || (owners === 0 && ip.reserved)) return undefined;
    return owners === 0 ? "has none and isn't reserved" : "has two";
  }),
  forEach("ip", "only public addresses are reserved", (ip) =>
    ip.reserved && !ip.public ? "is private and reserved" : undefined,
  ),
  forEach("ip", "an address isn't shared with its own Linode, and with no Linode twice", (ip) => {
    if (ip.linode_id !== null && ip.shared_with.includes(ip.linode_id))
      return "is shared with its own Linode";
    return new Set(ip.shared_with).size === ip.shared_with.length
      ? undefined
      : "is shared twice with the same Linode";
  }),
  forEach("ip", "an address is shared by a Linode that has it", (ip) =>
    ip.shared_with.length > 0 && ip.linode_id === null ? "is shared, and no Linode has it" : undefined,
  ),
  forEach("nodebalancer", "a NodeBalancer has the address that it shows", (one, store) => {
    const ip = store.get("ip", one.ipv4);
    return ip === undefined || ip.nodebalancer_id === one.id
      ? undefined
      : `shows ${one.ipv4}, which it hasn't`;
  }),
  {
    rule: "a NodeBalancer has one address",
    check({ store }, tell) {
      for (const ip of store.all("ip")) {
        const owner = ip.nodebalancer_id === null ? undefined : store.get("nodebalancer", ip.nodebalancer_id);
        if (owner !== undefined && owner.ipv4 !== ip.id)
          tell(nameOf("nodebalancer", owner), `also has ${ip.id}`);
      }
    },
  },
  forEach("interface", "an interface's public address is its Linode's own", (one, store) => {
    const address = one.ipv4?.nat_1_1 ?? null;
    const ip = address === null ? undefined : store.get("ip", address);
    if (ip === undefined) return undefined;
    return ip.public && ip.linode_id === one.instance_id
      ? undefined
      : `uses ${ip.id} of Linode ${ip.linode_id}`;
  }),
  unique("interface", "a public address is translated once in a configuration", (one) =>
    one.ipv4?.nat_1_1 == null ? undefined : `${one.config_id ?? one.instance_id} ${one.ipv4.nat_1_1}`,
  ),
  unique("ipv6Range", "a range of IPv6 addresses is routed once", (one) => one.range),
];
