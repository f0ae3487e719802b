import fc from "fast-check";
import { protocols } from "../../../policy-pack/lib/reachability/path";
import { firewall, instance, resource, vpc } from "./network";
import type { Member } from "./stack";
import { unknownString } from "./unknowns";

/*
 * The reference knows no groups, no index and no ranges of ports: it asks for every pair of hosts, on every network that
 * both are on, for every port of a few, whether the first matching rule of a firewall of each accepts one packet.
 */

/** A rule of a firewall. */
export interface RuleSpec {
  readonly accepts: boolean;
  readonly protocol: "TCP" | "UDP";
  /** First and last port. */
  readonly ports: readonly [number, number];
  readonly addresses: readonly string[];
  /** Reserved addresses, not known yet, that the rule also names. */
  readonly named: readonly number[];
}
/** A firewall. */
export interface WallSpec {
  readonly byDefault: boolean;
  readonly inbounds: readonly RuleSpec[];
  readonly outbounds: readonly RuleSpec[];
}
/** A host. */
export interface HostSpec {
  readonly inVpc: boolean;
  /** Public: not at all, by an address that is not known yet, or by one that is. */
  readonly internet: "none" | "unknown" | "known";
  readonly walls: readonly number[];
}
/** Hosts and firewalls. */
export interface StackSpec {
  readonly hosts: readonly HostSpec[];
  readonly walls: readonly WallSpec[];
}
/** The networks of these stacks. */
export type Net = "vpc" | "internet";

const inside = (at: number) => `10.0.0.${at + 1}`;
/** The public address of a host. */
export const outside = (at: number) => `203.0.113.${at + 1}`;
/** The ports that packets go to. */
export const sampled = [1, 2, 3, 4, 5, 6] as const;

const rule: fc.Arbitrary<RuleSpec> = fc.record({
  accepts: fc.boolean(),
  protocol: fc.constantFrom("TCP" as const, "UDP" as const),
  ports: fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 3 }))
    .map(([first, more]) => [first, first + more] as const),
  addresses: fc.array(
    fc.constantFrom(
      ...[0, 1, 2, 3].flatMap((at) => [`${inside(at)}/32`, `${outside(at)}/32`]),
      "10.0.0.0/24",
      "10.0.0.2/31",
      "203.0.113.0/24",
      "203.0.113.2/31",
      "198.51.100.0/24",
      "0.0.0.0/0",
      "0.0.0.0/0",
    ),
    { minLength: 1, maxLength: 3 },
  ),
  named: fc.constant([]),
});
/** A firewall's rules; as the graph records it, all hidden addresses of one direction may come from the same resources. */
const direction = fc
  .tuple(
    fc.array(rule, { maxLength: 4 }),
    fc.array(fc.nat(3), { maxLength: 2 }),
    fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  )
  .map(([rules, named, hides]) =>
    rules.map((given, at) =>
      given.accepts && hides[at] && named.length > 0 ? { ...given, addresses: [], named } : given,
    ),
  );
/** Any small stack. */
export const stack: fc.Arbitrary<StackSpec> = fc.record({
  hosts: fc.array(
    fc.record({
      inVpc: fc.boolean(),
      internet: fc.constantFrom("none" as const, "unknown" as const, "known" as const),
      walls: fc.uniqueArray(fc.nat(2), { maxLength: 2 }),
    }),
    { minLength: 4, maxLength: 4 },
  ),
  walls: fc.array(fc.record({ byDefault: fc.boolean(), inbounds: direction, outbounds: direction }), {
    minLength: 3,
    maxLength: 3,
  }),
});

/** The stack as resources. */
export function membersOf({ hosts, walls }: StackSpec): readonly Member[] {
  const plain = ({ accepts, protocol, ports, addresses, named }: RuleSpec) => ({
    label: "rule",
    action: accepts ? "ACCEPT" : "DROP",
    protocol,
    ports: ports.join("-"),
    ipv4s: named.length > 0 ? unknownString : addresses,
  });
  const uses = (rules: readonly RuleSpec[]) => [
    ...new Set(rules.flatMap(({ named }) => named.map((at) => `NetworkingIp h${at}`))),
  ];
  return [
    ...vpc("own", "10.0.0.0/24"),
    ...hosts.flatMap(({ inVpc, internet, walls: behind }, at) => {
      const interfaces = [
        ...(internet === "none" ? [] : (["public"] as const)),
        ...(inVpc ? [["own", inside(at)] as const] : []),
      ];
      const address = resource("NetworkingIp", `h${at}`, {
        reserved: true,
        ...(internet === "known" ? { address: outside(at) } : {}),
      });
      const names = internet === "none" ? {} : { ipv4s: [`NetworkingIp h${at}`] };
      const host = instance(
        `h${at}`,
        interfaces,
        behind.map((wall) => `w${wall}`),
        { uses: names },
      );
      return interfaces.length === 0 ? [address] : [address, host];
    }),
    ...walls.map(({ byDefault, inbounds, outbounds }, at) => {
      const wall = firewall(`w${at}`, inbounds.map(plain), outbounds.map(plain), {
        inbounds: uses(inbounds),
        outbounds: uses(outbounds),
      });
      return byDefault
        ? { ...wall, props: { ...wall.props, inboundPolicy: "ACCEPT", outboundPolicy: "ACCEPT" } }
        : wall;
    }),
  ];
}

function number(address: string): number {
  return address.split(".").reduce((bits, part) => bits * 256 + Number(part), 0);
}

/** Whether an address is in a network. */
export function holds(network: string, address: string): boolean {
  const [start = "", length = "32"] = network.split("/");
  const size = 2 ** (32 - Number(length));
  return Math.floor(number(start) / size) === Math.floor(number(address) / size);
}

/** A packet, and where its two ends are on the internet if that is not known: `undefined` to take any address for possible. */
export interface Packet {
  readonly source: number;
  readonly target: number;
  readonly net: Net;
  readonly protocol: string;
  readonly port: number;
  readonly guesses: readonly [source: string | undefined, target: string | undefined];
}
/** Addresses that a host may turn out to have. */
export const guesses = ["8.8.8.8", "203.0.113.3", "203.0.113.99", "198.51.100.5"] as const;

/** Whether a rule speaks of a host: it must be sure to in order to drop, and need only be able to in order to accept. */
function matches(
  entry: RuleSpec,
  { hosts }: StackSpec,
  other: number,
  net: Net,
  guess: string | undefined,
): boolean {
  const { accepts, addresses, named } = entry;
  const isPublic = net === "internet";
  if (isPublic && hosts[other]?.internet === "unknown") {
    const isPossible = (network: string) =>
      guess === undefined
        ? accepts
          ? !network.endsWith("/32") && !network.startsWith("10.")
          : network === "0.0.0.0/0"
        : !network.endsWith("/32") && holds(network, guess);
    return named.includes(other) || addresses.some(isPossible);
  }
  const address = isPublic ? outside(other) : inside(other);
  return (isPublic && named.includes(other)) || addresses.some((network) => holds(network, address));
}

function lets(spec: StackSpec, packet: Packet, side: "inbounds" | "outbounds"): boolean {
  const { source, target, net, protocol, port } = packet;
  const [host, other] = side === "outbounds" ? [source, target] : [target, source];
  const guess = packet.guesses[side === "outbounds" ? 1 : 0];
  const walls = (spec.hosts[host]?.walls ?? []).flatMap((at) => spec.walls[at] ?? []);
  return (
    walls.length === 0 ||
    walls.some((wall) => {
      const first = wall[side].find(
        (entry) =>
          entry.protocol === protocol &&
          entry.ports[0] <= port &&
          port <= entry.ports[1] &&
          matches(entry, spec, other, net, guess),
      );
      return first ? first.accepts : wall.byDefault;
    })
  );
}

/** Every packet that passes. @param guessed What an address that is not known is taken to be, one after the other. */
export function naive(spec: StackSpec, guessed: readonly (string | undefined)[]): readonly Packet[] {
  const on = (at: number, net: Net) =>
    net === "vpc" ? spec.hosts[at]?.inVpc : spec.hosts[at]?.internet !== "none";
  const pairs = [...spec.hosts.keys()].flatMap((source) =>
    [...spec.hosts.keys()].flatMap((target) => (source === target ? [] : [{ source, target }])),
  );
  const places = guessed.flatMap((from) => guessed.map((to) => [from, to] as const));
  return (["vpc", "internet"] as const).flatMap((net) =>
    pairs
      .filter(({ source, target }) => on(source, net) && on(target, net))
      .flatMap((pair) =>
        protocols.flatMap((protocol) => sampled.map((port) => ({ ...pair, net, protocol, port }))),
      )
      .flatMap((packet) => places.map((place) => ({ ...packet, guesses: place })))
      .filter((packet) => lets(spec, packet, "outbounds") && lets(spec, packet, "inbounds")),
  );
}

/** A packet as text. */
export const textOf = ({ source, target, net, protocol, port }: Packet) =>
  `h${source} h${target} ${net} ${protocol} ${port}`;
