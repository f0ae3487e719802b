import { isIPv4 } from "node:net";
import type { Rule, Rules } from "../resources/firewallRules";

/** A host's cable at the router, and the rules around the host. */
export interface Guarded {
  /** The ends of its cables. */
  readonly ports: readonly string[];
  readonly rules: Rules;
}

const numbers: Readonly<Record<string, number>> = { ICMP: 1, IPENCAP: 4, TCP: 6, UDP: 17 };

/** `22, 8000-9000` as nftables writes it. */
const portSet = (ports: string): string => `{ ${ports.replaceAll(/\s/g, "")} }`;

/** A rule as nftables has it; none for one that names no IPv4 network. Sets of rules have been put in by the API already. */
function statement(rule: Rule, direction: "saddr" | "daddr"): string[] {
  if ("ruleset" in rule)
    throw new Error(`The rule set ${rule.ruleset} was not put in place of its reference.`);
  const networks = (rule.addresses?.ipv4 ?? []).filter((network) => isIPv4(network.split("/")[0] ?? ""));
  // An interval that holds another one is refused in a set, so each network has a rule of its own.
  const from = networks.map((network) => `ip ${direction} ${network} `);
  const number = numbers[rule.protocol] ?? Number(rule.protocol);
  const name = { 6: "tcp", 17: "udp" }[number];
  const what =
    rule.protocol === "ALL"
      ? ""
      : name !== undefined && rule.ports
        ? `${name} dport ${portSet(rule.ports)} `
        : `meta l4proto ${number} `;
  return from.map((end) => `${end}${what}${rule.action === "ACCEPT" ? "return" : "drop"}`);
}

/** From top to bottom, and then the policy: as Linode's rules are read. */
const chain = (
  name: string,
  rules: readonly Rule[] | null,
  policy: string,
  direction: "saddr" | "daddr",
): string =>
  [
    `  chain ${name} {`,
    ...(rules ?? []).flatMap((rule) => statement(rule, direction)).map((line) => `    ${line}`),
    `    ${policy === "ACCEPT" ? "return" : "drop"}`,
    "  }",
  ].join("\n");

const jumps = (hosts: readonly (readonly [string, Guarded])[], direction: "in" | "out"): string => {
  const all = hosts.flatMap(([name, { ports }]) =>
    ports.map((port) => `"${port}" : jump ${direction}_${name}`),
  );
  const key = direction === "out" ? "iifname" : "oifname";
  return all.length === 0 ? "" : `    ${key} vmap { ${all.join(", ")} }`;
};

/**
 * The table of all Cloud Firewalls, whole: it takes the place of the one before in one step. What is part of a connection that was let
 * through goes on; everything else crosses the sender's outbound rules and then the receiver's inbound ones.
 *
 * @param hosts by a name that nftables takes: letters, digits and `_`
 */
export function renderFirewalls(hosts: ReadonlyMap<string, Guarded>): string {
  const all = [...hosts];
  return [
    "add table inet firewalls",
    "delete table inet firewalls",
    "table inet firewalls {",
    ...all.flatMap(([name, { rules }]) => [
      chain(`out_${name}`, rules.outbound, rules.outbound_policy, "daddr"),
      chain(`in_${name}`, rules.inbound, rules.inbound_policy, "saddr"),
    ]),
    "  chain passing {",
    "    type filter hook forward priority filter; policy accept;",
    "    ct state established,related accept",
    jumps(all, "out"),
    jumps(all, "in"),
    "  }",
    "}",
    "",
  ].join("\n");
}
