import { attribute } from "../attribution";
import { buildGraph, type Linked, type Node } from "../graph";
import type { Meter } from "./addressIndex";
import { balancerPaths } from "./balancerPaths";
import { hostPaths, indexed, partyOf } from "./hostPaths";
import type { Resources } from "./hosts";
import { type Net, worldOf } from "./networksOf";
import { elsewhereOf, outsidePaths } from "./outside";
import { isHosts, type NetworkPath, type Party, protocols } from "./path";
import { allPorts } from "./ports";
import { type RulePath, rulePaths } from "./rulePaths";

/** A resource as a preview knows it, from the engine or without one. */
export interface SeenResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The parent's URN; empty without one. */
  readonly parent: string;
  /** What the resource has; secrets taken out of their wrapping, unknown values as the engine marks them. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** URNs that each property depends on. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/**
 * Every way in which one host of a stack can open a connection to another, or to or from the outside, as far as
 * addresses, networks and firewalls decide it. Pure: it reads nothing but its argument, and the order of the paths
 * follows the order of the resources. docs/reachability.md explains the model.
 *
 * Hosts that are treated alike share a path, so the number of paths grows with the rules and not with pairs of hosts.
 * What both sides open to everyone is two paths, one out and one in.
 *
 * @throws Misfit where rules or interfaces have a shape that can't be read.
 */
export function networkPaths(resources: readonly SeenResource[]): readonly NetworkPath[] {
  return reachIn(resourcesIn(resources)).paths;
}

/** All ways of a stack, and what single rules open on their side; see {@link networkPaths} and `rulePaths.ts`. */
export interface Reach {
  readonly paths: readonly NetworkPath[];
  readonly rules: Iterable<RulePath>;
}

/** As {@link networkPaths}, of resources that are a graph already. @param meter Counts the steps taken. */
export function reachIn(stack: Resources, meter: Meter = { steps: 0 }): Reach {
  const world = worldOf(stack);
  const nets = world.nets.map((net) => indexed(net, meter));
  const internet = nets.filter(({ net }) => net.kind === "internet");
  const elsewhere = elsewhereOf(stack.ofType, (node) => internet.some(({ index }) => index.isNamed(node)));
  const found = new Map<string, NetworkPath>();
  const add = (path: NetworkPath) => {
    meter.steps += 1;
    const key = JSON.stringify([
      ends(path.from),
      ends(path.to),
      path.network,
      path.protocol,
      path.ports,
      path.hops,
    ]);
    const known = found.get(key);
    found.set(
      key,
      known ? { ...known, from: joined(known.from, path.from), to: joined(known.to, path.to) } : path,
    );
  };
  for (const on of nets) {
    for (const path of on.net.kind === "vlan" ? vlanPaths(on.net) : hostPaths(on, meter)) {
      add(path);
    }
    for (const path of on.net.kind === "vlan" || on.net.kind === "vpc" ? [] : outsidePaths(on, elsewhere)) {
      add(path);
    }
  }
  for (const path of balancerPaths(world)) {
    add(path);
  }
  return {
    paths: [...found.values()],
    rules: rulePaths(
      nets.filter(({ net }) => net.kind !== "vlan"),
      meter,
    ),
  };
}

/** No firewall filters a VLAN, and whoever knows its label joins it. */
function* vlanPaths(net: Net): Generator<NetworkPath> {
  for (const group of net.groups.values()) {
    const to = partyOf(group, group.members);
    for (const protocol of to ? protocols : []) {
      const hops = [net.name, "no firewall, which VLANs don't have"];
      const from = { kind: "vlan", names: [net.place] } as const;
      if (to) {
        yield { from, to, network: net.name, networkKind: "vlan", protocol, ports: allPorts, hops };
      }
    }
  }
}

/** What two paths must have in common to be told as one: the internet's two families, or several networks of a rule. */
function ends(party: Party): unknown {
  return isHosts(party) ? party.hosts.map(({ urn }) => urn) : party.kind;
}

function joined(one: Party, other: Party): Party {
  if (isHosts(one) || isHosts(other)) {
    return one;
  }
  const [first, ...others] = new Set([...one.names, ...other.names]);
  return { kind: one.kind, names: [first ?? one.names[0], ...others] };
}

/** Resources of an evaluation as a graph. */
export function resourcesIn(resources: readonly SeenResource[]): Resources {
  const byType = new Map<string, Node[]>();
  for (const node of graphOf(resources)) {
    const peers = byType.get(node.type);
    if (peers) {
      peers.push(node);
    } else {
      byType.set(node.type, [node]);
    }
  }
  return { ofType: (type) => byType.get(type) ?? [], classOf: attribute().classOf };
}

function graphOf(resources: readonly SeenResource[]): readonly Node[] {
  const linked = new Map<string, Linked>(
    resources.map(({ urn, type, name, outputs }) => [
      urn,
      { urn, type, name, props: outputs, propertyDependencies: {} },
    ]),
  );
  return buildGraph(
    resources.flatMap(({ urn, parent, propertyDependencies }) => {
      const own = linked.get(urn);
      const uses = Object.entries(propertyDependencies).map(
        ([property, urns]) => [property, urns.flatMap((used) => linked.get(used) ?? [])] as const,
      );
      // The same object, so that resources refer to each other and not to copies.
      return own
        ? Object.assign(own, { parent: linked.get(parent), propertyDependencies: Object.fromEntries(uses) })
        : [];
    }),
  );
}
