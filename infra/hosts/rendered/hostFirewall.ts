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

/** What is counted, by where it was refused; `/usr/lib/bastide/watch` tells the numbers as measures. */
const counters = [
  ...["in_tunnel", "in_vpc", "in_other", "in_invalid", "forwarded"],
  ...["out_refused", "out_untunnelled", "out_groups", "out_invalid"],
];

/** A few lines a minute of what is refused, whatever comes. */
const told = (where: string, more = ""): string =>
  `limit rate 10/minute burst 20 packets log prefix "FIREWALL ${where}: " level notice${more}`;

/**
 * VI-2: what is refused is counted. From inside, by a tunnel or the VPC, nothing of it is the internet's noise: who knocks on how many ports is
 * kept for ten minutes. Outwards, what waits for its tunnel is told apart, and so are the kernel's reports of groups, which need no answer.
 */
function refused({ addresses, overlay }: HostDescription): string[] {
  const probed = (family: "ip" | "ip6") =>
    `add @probed_${family} { ${family} saddr . meta l4proto . th dport }`;
  const tunnelled = [...new Set(overlay.outbound.flatMap(({ peers }) => peers))];
  const chain = (name: string, rules: readonly string[]) => [
    `  chain ${name} {`,
    ...rules.map((rule) => `    ${rule}`),
    "  }",
  ];
  return [
    ...counters.map((name) => `  counter ${name} { }`),
    ...(["ip", "ip6"] as const).map(
      (family) =>
        `  set probed_${family} { type ${family === "ip" ? "ipv4_addr" : "ipv6_addr"} . inet_proto . inet_service; size 1024; flags dynamic, timeout; timeout 10m; }`,
    ),
    ...chain("inside", [
      `meta l4proto { tcp, udp } ${probed("ip")}`,
      `meta l4proto { tcp, udp } ${probed("ip6")}`,
      told("in"),
    ]),
    ...chain("refused_in", [
      'iifname "wg0" counter name in_tunnel goto inside',
      `ip daddr ${addresses.vpc} counter name in_vpc goto inside`,
      "counter name in_other",
    ]),
    ...chain("refused_out", [
      "icmpv6 type { mld-listener-report, mld-listener-done, mld2-listener-report } counter name out_groups drop",
      "ip protocol igmp counter name out_groups drop",
      ...(tunnelled.length === 0
        ? []
        : [`oifname != "wg0" ip daddr { ${tunnelled.join(", ")} } counter name out_untunnelled drop`]),
      "counter name out_refused",
      told("out", " flags skuid"),
    ]),
  ];
}

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
      `    ct state invalid counter name ${name === "input" ? "in" : "out"}_invalid drop`,
      `    ${name === "input" ? "iif" : "oif"} lo accept`,
      `    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-${name === "input" ? "advert" : "solicit"} } accept`,
      ...rules.map((rule) => `    ${rule}`),
      `    jump refused_${name === "input" ? "in" : "out"}`,
      "  }",
    ].join("\n");
  return [
    "#!/usr/sbin/nft -f",
    "# NW-1, NW-4, VI-2: what Linode's firewall lets through, and nothing else; what is refused is counted.",
    "flush ruleset",
    "table inet bastide {",
    ...refused(host),
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
    "    counter name forwarded",
    "  }",
    chain("output", outbound),
    "}",
    "",
  ].join("\n");
}

/** NW-1: the host firewall's file. */
export const hostFirewallFile = (host: HostDescription): HostFile =>
  hostFile("network", "/etc/nftables.conf", hostFirewall(host), "0640");
