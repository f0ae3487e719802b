import type { ForwardedRule, OverlayRule } from "../../topology/overlay";
import type { HostDescription, HostRule } from "../description";
import { type HostFile, hostFile } from "../hostFile";

const open = ["0.0.0.0/0", "::/0"];

/** One rule a family, since nftables takes no mixed set and no empty one; one for both where anybody may be at the other end. */
function lines({ protocol, port, peers }: HostRule, far: "saddr" | "daddr"): string[] {
  const what = `${protocol} dport ${port} accept`;
  if (peers.length === 0 || open.every((network) => peers.includes(network))) return [what];
  return [
    { family: "ip", members: peers.filter((peer) => !peer.includes(":")) },
    { family: "ip6", members: peers.filter((peer) => peer.includes(":")) },
  ].flatMap(({ family, members }) =>
    members.length === 0 ? [] : [`${family} ${far} { ${members.join(", ")} } ${what}`],
  );
}

/** A rule inside the tunnels. */
const tunnelled = ({ protocol, port, peers }: OverlayRule, far: "saddr" | "daddr"): string =>
  `${far === "saddr" ? "iifname" : "oifname"} "wg0" ip ${far} { ${peers.join(", ")} } ${protocol.toLowerCase()} dport ${port} accept`;

/** What is passed on inside the tunnels, and nowhere else. */
const passedOn = ({ protocol, port, from, to }: ForwardedRule): string =>
  `iifname "wg0" oifname "wg0" ip saddr { ${from.join(", ")} } ip daddr { ${to.join(", ")} } ${protocol.toLowerCase()} dport ${port} accept`;

/** AC-3: people come from managed devices, by their own addresses, and from nowhere else. */
const fromDevices = ({ devices }: HostDescription): string[] =>
  devices.length === 0
    ? []
    : [`iifname "wg0" ip6 saddr { ${devices.map(({ address }) => address).join(", ")} } tcp dport 22 accept`];

/**
 * The host's own firewall: both directions drop by default (NW-1), and let through what the plan's flows say, so that a host is closed
 * even in the moment when Linode's firewall is not. It also says who may talk to whom inside the tunnels, where Linode's sees nothing.
 */
export function hostFirewall(host: HostDescription): string {
  const inbound = [
    ...new Set(host.inbound.flatMap((rule) => lines(rule, "saddr"))),
    ...host.overlay.inbound.map((rule) => tunnelled(rule, "saddr")),
    ...fromDevices(host),
  ];
  const outbound = [
    ...new Set(host.outbound.flatMap((rule) => lines(rule, "daddr"))),
    ...host.overlay.outbound.map((rule) => tunnelled(rule, "daddr")),
  ];
  const chain = (name: "input" | "output", rules: readonly string[]) =>
    [
      `  chain ${name} {`,
      `    type filter hook ${name} priority 0; policy drop;`,
      "    ct state established,related accept",
      "    ct state invalid drop",
      `    ${name === "input" ? "iif" : "oif"} lo accept`,
      `    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-${name === "input" ? "advert" : "solicit"} } accept`,
      ...rules.map((rule) => `    ${rule}`),
      "  }",
    ].join("\n");
  return [
    "#!/usr/sbin/nft -f",
    "# NW-1, NW-4: what Linode's firewall lets through, and nothing else.",
    "flush ruleset",
    "table inet bastide {",
    chain("input", inbound),
    "  chain forward {",
    "    type filter hook forward priority 0; policy drop;",
    ...(host.overlay.forwarded.length === 0
      ? []
      : [
          "ct state established,related accept",
          "ct state invalid drop",
          ...host.overlay.forwarded.map(passedOn),
        ]
    ).map((rule) => `    ${rule}`),
    "  }",
    chain("output", outbound),
    "}",
    "",
  ].join("\n");
}

/** NW-1: the host firewall's file. */
export const hostFirewallFile = (host: HostDescription): HostFile =>
  hostFile("network", "/etc/nftables.conf", hostFirewall(host), "0640");
