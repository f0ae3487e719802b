import type { HostDescription } from "./description";

const site = (host: HostDescription): string => host.neighbours.map((n) => n.vpc).join(", ");

/** Rules for addresses of either family; none for a family without any, since nftables takes no empty set. */
const towards = (addresses: readonly string[], what: string): string[] =>
  [
    { family: "ip", members: addresses.filter((address) => !address.includes(":")) },
    { family: "ip6", members: addresses.filter((address) => address.includes(":")) },
  ].flatMap(({ family, members }) =>
    members.length === 0 ? [] : [`${family} daddr { ${members.join(", ")} } ${what} accept`],
  );

/**
 * The host's own firewall: both directions drop by default (NW-1), so that a host is closed even in the moment when Linode's
 * firewall is not.
 */
export function hostFirewall(host: HostDescription): string {
  const isGateway = host.role === "gateway";
  const inbound = [
    `ip saddr { ${site(host)} } udp dport 51820 accept`,
    ...(isGateway
      ? [
          "udp dport 51820 accept",
          `ip saddr { ${site(host)} } tcp dport { 53, 3128 } accept`,
          `ip saddr { ${site(host)} } udp dport { 53, 123 } accept`,
        ]
      : []),
    ...(host.role === "edge" ? ["ip saddr 192.168.255.0/24 tcp dport 443 accept"] : []),
    'iifname "wg*" tcp dport 22 accept',
  ];
  const outbound = [
    "udp dport 51820 accept",
    ...(isGateway
      ? [
          "tcp dport 443 accept",
          ...towards(host.resolvers, "tcp dport 853"),
          ...towards(host.timeServers, "udp dport 123"),
        ]
      : [
          `ip daddr ${host.addresses.gateway} tcp dport { 53, 3128 } accept`,
          `ip daddr ${host.addresses.gateway} udp dport { 53, 123 } accept`,
        ]),
    'oifname "wg*" accept',
    "ip daddr 169.254.169.254 tcp dport 80 accept",
    "udp sport 68 udp dport 67 accept",
  ];
  const chain = (name: string, rules: readonly string[]) =>
    [
      `  chain ${name} {`,
      `    type filter hook ${name} priority 0; policy drop;`,
      "    ct state established,related accept",
      "    ct state invalid drop",
      `    ${name === "input" ? "iif" : "oif"} lo accept`,
      ...(name === "input"
        ? ["    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept"]
        : []),
      ...(name === "output"
        ? ["    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit } accept"]
        : []),
      ...rules.map((rule) => `    ${rule}`),
      "  }",
    ].join("\n");
  return [
    "#!/usr/sbin/nft -f",
    "flush ruleset",
    "table inet bastide {",
    chain("input", inbound),
    "  chain forward {",
    "    type filter hook forward priority 0; policy drop;",
    "  }",
    chain("output", outbound),
    "}",
    "",
  ].join("\n");
}
