import type { Node } from "../graph";
import { contains, isPrivate, isSingleAddress, type Network, networkText, overlaps } from "../networks";
import type { Meter } from "./addressIndex";
import type { Direction, Rule } from "./filter";
import { type Indexed, partyOf } from "./hostPaths";
import { type Group, regionNetwork } from "./networksOf";
import { link } from "./outside";
import type { NetworkPath, Party } from "./path";

/** What one rule opens on its side, whether or not the other side is open too. */
export interface RulePath {
  readonly firewall: Node;
  readonly path: NetworkPath;
}

/**
 * What each accepting rule is for: the hosts that it names, and addresses that nobody there has. A rule that is
 * part of no declared flow waits for the other side to be opened by mistake.
 */
export function* rulePaths(nets: readonly Indexed[], meter: Meter): Generator<RulePath> {
  const own = new Map<string, { readonly group: Group; readonly around: Indexed[] }>();
  for (const on of nets) {
    for (const [alike, group] of on.net.groups) {
      const known = own.get(alike) ?? { group, around: [] };
      known.around.push(on);
      own.set(alike, known);
      for (const direction of directionsOf(group)) {
        yield* towardsHosts(on, group, direction, meter);
      }
    }
  }
  for (const { group, around } of own.values()) {
    for (const direction of directionsOf(group)) {
      yield* towardsNobody(around, group, direction);
    }
  }
}

function directionsOf({ host }: Group): readonly Direction[] {
  return host.kind === "balancer" ? ["inbounds"] : ["outbounds", "inbounds"];
}

function* towardsHosts(on: Indexed, group: Group, direction: Direction, meter: Meter): Generator<RulePath> {
  const isVpc = on.net.kind === "vpc";
  for (const filter of group.host.filters[direction]) {
    for (const rule of filter.filter(({ accepts }) => accepts)) {
      // What names the internet is not for the hosts of a VPC.
      const networks = isVpc ? rule.networks.filter(isPrivate) : rule.networks;
      const { own, wide } = on.index.touch({ ...rule, networks, untraced: false });
      const named = [...own, ...(isVpc ? wide : [])];
      for (const [peer, members] of named) {
        meter.steps += 1;
        // A host that a rule names as its own peer is judged like any other: it may not be alone for long.
        const far =
          peer.host.kind === "balancer" && direction === "inbounds" ? undefined : partyOf(peer, members);
        yield* ways(on, group, direction, rule, far);
      }
      if (isVpc && rule.untraced) {
        yield* ways(on, group, direction, rule, { kind: "unnamed", names: ["?"] });
      }
    }
  }
}

/** Networks that the group is not on, and single addresses in its VPCs that no host has. */
function* towardsNobody(around: readonly Indexed[], group: Group, direction: Direction): Generator<RulePath> {
  const [first] = around;
  const vpcs = around.filter(({ net }) => net.kind === "vpc");
  const isOn = (kind: string) => around.some(({ net }) => net.kind === kind);
  const isSomebody = (network: Network) =>
    vpcs.some(
      ({ net, index }) =>
        [...net.subnets].some((subnet) => contains(subnet, network)) &&
        (!isSingleAddress(network) || index.has(network) || index.hasHidden),
    );
  for (const rule of group.host.filters[direction].flat().filter(({ accepts }) => accepts)) {
    const [lost, ...more] = rule.networks
      .filter((network) => !link.some((service) => contains(service, network)))
      .filter((network) =>
        overlaps(network, regionNetwork) && isPrivate(network)
          ? !isOn("region")
          : isPrivate(network)
            ? !isSomebody(network)
            : !isOn("internet"),
      )
      .map(networkText);
    if (first && lost !== undefined) {
      yield* ways(first, group, direction, rule, { kind: "nowhere", names: [lost, ...more] });
    }
  }
}

function* ways(
  { net }: Indexed,
  group: Group,
  direction: Direction,
  rule: Rule,
  far: Party | undefined,
): Generator<RulePath> {
  const near = partyOf(group, group.members);
  const { firewall, ports } = rule;
  if (!near || !far || !firewall) {
    return;
  }
  const [from, to] = direction === "outbounds" ? [near, far] : [far, near];
  const hops = direction === "outbounds" ? [rule.name, net.name] : [net.name, rule.name];
  for (const protocol of rule.protocols) {
    yield { firewall, path: { from, to, network: net.name, networkKind: net.kind, protocol, ports, hops } };
  }
}
