import type { Node } from "../graph";
import {
  contains,
  isPrivate,
  isSingleAddress,
  type Network,
  networkText,
  overlaps,
  parseNetwork,
} from "../networks";
import { strings } from "../plain";
import type { Direction, Filter, Rule } from "./filter";
import { type Indexed, inboundOf, listened, partyOf } from "./hostPaths";
import { type Group, regionNetwork } from "./networksOf";
import type { NetworkPath, OtherParty, Protocol } from "./path";
import { difference, intersection, type Ports } from "./ports";

/** Where traffic from load balancers comes from. */
export const balancerNetwork = "192.168.255.0/24";
/** What a host reaches on its own link: metadata, DHCP. Nobody else is there. */
export const link = ["169.254.0.0/16", "255.255.255.255/32", "fe80::/10", "fd00:a9fe:a9fe::1/128"].flatMap(
  (text) => parseNetwork(text) ?? [],
);

/** Resources outside the stack's hosts whose addresses are known: other stacks' outputs, reserved addresses. */
export interface Elsewhere {
  /** By address, and by resource where the address is not known yet. */
  readonly byAddress: ReadonlyMap<string, OtherParty>;
  readonly byNode: ReadonlyMap<Node, OtherParty>;
}

/** Finds what a rule may name that is no host: outputs of other stacks, and reserved addresses that no host has. */
export function elsewhereOf(
  ofType: (type: string) => readonly Node[],
  isTaken: (node: Node) => boolean,
): Elsewhere {
  const byAddress = new Map<string, OtherParty>();
  const byNode = new Map<Node, OtherParty>();
  const add = (node: Node, kind: "stack" | "reserved", texts: readonly string[]) => {
    const party: OtherParty = { kind, names: [node.name] };
    byNode.set(node, party);
    for (const address of texts.flatMap((text) => parseNetwork(text) ?? [])) {
      byAddress.set(networkText(address), party);
    }
  };
  for (const node of ofType("pulumi:pulumi:StackReference")) {
    add(node, "stack", strings(node.value("outputs")));
  }
  for (const node of ofType("linode:index/networkingIp:NetworkingIp").filter(
    (address) => !isTaken(address),
  )) {
    add(node, "reserved", strings(node.value("address")));
  }
  return { byAddress, byNode };
}

/** All paths between the hosts of one network and those who are none: one for each group, rule and other party. */
export function* outsidePaths(on: Indexed, elsewhere: Elsewhere): Generator<NetworkPath> {
  for (const group of on.net.groups.values()) {
    const directions: readonly Direction[] =
      group.host.kind === "balancer" ? ["inbounds"] : ["outbounds", "inbounds"];
    for (const direction of directions) {
      yield* pathsOf(on, elsewhere, group, direction);
    }
  }
}

function* pathsOf(
  on: Indexed,
  elsewhere: Elsewhere,
  group: Group,
  direction: Direction,
): Generator<NetworkPath> {
  const hosts = partyOf(group, group.members);
  const protocols: readonly Protocol[] = ["TCP", "UDP", "ICMP", "IPENCAP"];
  for (const protocol of hosts ? protocols : []) {
    const filters = direction === "inbounds" ? inboundOf(group, protocol) : group.host.filters.outbounds;
    for (const filter of filters) {
      for (const [place, rule] of filter.entries()) {
        if (!rule.accepts || !rule.protocols.includes(protocol)) {
          continue;
        }
        for (const { party, network } of partiesOf(on, elsewhere, rule)) {
          const open = without(rule.ports, filter.slice(0, place), protocol, network);
          const ports = direction === "inbounds" ? intersection(open, listened(group, protocol)) : open;
          if (hosts && ports.length > 0) {
            const isLink = party.kind === "linode";
            const network = isLink ? "its own link" : on.net.name;
            const networkKind = isLink ? "link" : on.net.kind;
            yield direction === "inbounds"
              ? { from: party, to: hosts, hops: [network, rule.name], network, networkKind, protocol, ports }
              : { from: hosts, to: party, hops: [rule.name, network], network, networkKind, protocol, ports };
          }
        }
      }
    }
  }
}

/** The ports that earlier rules don't surely drop. */
function without(ports: Ports, earlier: Filter, protocol: Protocol, network: Network | undefined): Ports {
  return earlier
    .filter(({ accepts, protocols, networks }) => {
      const covers = network && networks.some((dropped) => contains(dropped, network));
      return !accepts && covers && protocols.includes(protocol);
    })
    .reduce((rest, rule) => difference(rest, rule.ports), ports);
}

interface Found {
  readonly party: OtherParty;
  readonly network: Network | undefined;
}

function partiesOf({ net, index }: Indexed, elsewhere: Elsewhere, rule: Rule): readonly Found[] {
  const found: Found[] = [];
  for (const network of rule.networks.filter(({ family }) => family === net.family)) {
    const isHost = isSingleAddress(network) && index.has(network);
    const party = isHost ? undefined : partyAt(net, elsewhere, network);
    if (party) {
      found.push({ party, network });
    }
  }
  if (net.kind !== "internet") {
    return found;
  }
  for (const node of rule.named[net.family]) {
    const party = elsewhere.byNode.get(node);
    found.push(...(party ? [{ party, network: undefined }] : []));
  }
  if (rule.untraced) {
    found.push({ party: { kind: "unnamed", names: ["?"] }, network: undefined });
  }
  return found;
}

function partyAt(net: Indexed["net"], elsewhere: Elsewhere, network: Network): OtherParty | undefined {
  const text = networkText(network);
  if (net.kind === "region") {
    if (!overlaps(network, regionNetwork)) {
      return undefined;
    }
    const isBalancers = balancers !== undefined && contains(balancers, network);
    return { kind: isBalancers ? "region balancers" : "region", names: [net.place] };
  }
  if (link.some((service) => contains(service, network))) {
    return { kind: "linode", names: [text] };
  }
  return isPrivate(network)
    ? undefined
    : (elsewhere.byAddress.get(text) ?? { kind: "internet", names: [text] });
}

const balancers = parseNetwork(balancerNetwork);
