import { AddressIndex, type Meter, type Touch } from "./addressIndex";
import { type Direction, type Filter, openFilter } from "./filter";
import type { Endpoint, Group, Net } from "./networksOf";
import { type HostParty, type NetworkPath, type Protocol, protocols } from "./path";
import { allPorts, intersection, noPorts, type Ports } from "./ports";
import { type Alike, passed, rulesFor, split } from "./verdict";

/** Linode's firewalls look at a load balancer's TCP only. */
const unfiltered = openFilter("a load balancer's firewall, which does not filter UDP");

/** A network with what finds its endpoints. */
export interface Indexed {
  readonly net: Net;
  readonly index: AddressIndex;
  /** What a filter's rules say about this network, computed once for each filter. */
  touches(filter: Filter): readonly Touch[];
}

/** Prepares a network. */
export function indexed(net: Net, meter: Meter): Indexed {
  const index = new AddressIndex(net, meter);
  const known = new Map<Filter, readonly Touch[]>();
  return {
    net,
    index,
    touches(filter) {
      const touches = known.get(filter) ?? filter.map((rule) => index.touch(rule));
      known.set(filter, touches);
      return touches;
    },
  };
}

/**
 * All paths between hosts on one network. On a network that is shared with others, only those where a rule names the
 * other host by itself: what both sides open to everyone is two paths, out to everyone and in from everyone.
 */
export function* hostPaths(on: Indexed, meter: Meter): Generator<NetworkPath> {
  for (const [source, targets] of candidates(on)) {
    for (const target of targets) {
      meter.steps += source.members.size + target.members.size;
      yield* between(on, source, target);
    }
  }
}

function candidates(on: Indexed): ReadonlyMap<Group, ReadonlySet<Group>> {
  const found = new Map<Group, Set<Group>>();
  const add = (source: Group, target: Group) => {
    if (source.host.kind === "instance") {
      found.set(source, (found.get(source) ?? new Set()).add(target));
    }
  };
  for (const group of on.net.groups.values()) {
    for (const touch of touchesOf(on, group, "outbounds")) {
      for (const other of [...touch.own.keys(), ...(on.net.kind === "vpc" ? touch.wide.keys() : [])]) {
        add(group, other);
      }
    }
    for (const touch of on.net.kind === "vpc" ? [] : touchesOf(on, group, "inbounds")) {
      for (const other of touch.own.keys()) {
        add(other, group);
      }
    }
  }
  return found;
}

function touchesOf(on: Indexed, { host }: Group, direction: Direction): readonly Touch[] {
  return host.filters[direction].flatMap((filter) => on.touches(filter)).filter(({ rule }) => rule.accepts);
}

function* between(on: Indexed, source: Group, target: Group): Generator<NetworkPath> {
  const out = split(
    target,
    source.host.filters.outbounds.map((filter) => on.touches(filter)),
  );
  for (const protocol of protocols) {
    const filters = inboundOf(target, protocol);
    const into = split(
      source,
      filters.map((filter) => on.touches(filter)),
    );
    for (const to of out) {
      const leaving = passed(to.rules, protocol);
      for (const from of leaving.ports.length > 0 ? into : []) {
        const arriving = passed(from.rules, protocol);
        const ports = intersection(intersection(leaving.ports, arriving.ports), listened(target, protocol));
        if (ports.length > 0 && (on.net.kind === "vpc" || to.isNamed || from.isNamed)) {
          const rules = [rulesFor(leaving.rules, ports), rulesFor(arriving.rules, ports)] as const;
          const hops = [namesOf(rules[0]), on.net.name, namesOf(rules[1])];
          yield* pathOf(on.net, source, target, from, to, { protocol, ports, hops });
        }
      }
    }
  }
}

function* pathOf(
  net: Net,
  source: Group,
  target: Group,
  from: Alike,
  to: Alike,
  how: Pick<NetworkPath, "protocol" | "ports" | "hops">,
): Generator<NetworkPath> {
  const [only, ...others] = from.members;
  const targets =
    others.length === 0 ? [...to.members].filter((member) => member.host !== only?.host) : to.members;
  const [sender, receiver] = [partyOf(source, from.members), partyOf(target, targets)];
  if (sender && receiver) {
    yield { from: sender, to: receiver, network: net.name, networkKind: net.kind, ...how };
  }
}

/** What lets connections of one protocol into a group. */
export function inboundOf({ host }: Group, protocol: Protocol): readonly Filter[] {
  return host.kind === "balancer" && protocol !== "TCP" ? [unfiltered] : host.filters.inbounds;
}

/** Where a group listens. */
export function listened({ host }: Group, protocol: Protocol): Ports {
  return host.listens === undefined ? allPorts : (host.listens.get(protocol) ?? noPorts);
}

/** Some endpoints of a group as the end of a path; `undefined` when there is none. */
export function partyOf({ host }: Group, members: Iterable<Endpoint>): HostParty | undefined {
  const [first, ...others] = new Set([...members].map((member) => member.host.node));
  const { kind, dataClass, role } = host;
  return (
    first && {
      kind: kind === "balancer" ? "balancers" : "instances",
      hosts: [first, ...others],
      dataClass,
      role,
    }
  );
}

/** Rules as one hop. */
export function namesOf(rules: readonly { readonly name: string }[]): string {
  return [...new Set(rules.map(({ name }) => name))].join(" or ");
}
