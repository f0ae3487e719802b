import { type Node, usedThrough } from "../graph";
import { contains, type Network, networkText, overlaps, parseNetwork } from "../networks";
import { namesOf, partyOf } from "./hostPaths";
import { type Host, protocolOf } from "./hosts";
import type { Endpoint, World } from "./networksOf";
import { balancerNetwork } from "./outside";
import type { HostParty, NetworkPath, Protocol } from "./path";
import { allPorts, intersection, parsePorts } from "./ports";
import { passed, rulesFor } from "./verdict";

const config = "linode:index/nodeBalancerConfig:NodeBalancerConfig";
const instance = "linode:index/instance:Instance";
const balancer = "linode:index/nodeBalancer:NodeBalancer";

/** All paths from load balancers to what they forward to, which is always in the private network of a region. */
export function* balancerPaths(world: World): Generator<NetworkPath> {
  const hosts = new Map(world.hosts.map((host) => [host.node, host]));
  const [byNode, byAddress] = [new Map<Node, Endpoint>(), new Map<string, Endpoint>()];
  for (const net of world.nets.filter(({ kind }) => kind === "region")) {
    for (const endpoint of [...net.groups.values()].flatMap(({ members }) => [...members])) {
      byNode.set(endpoint.host.node, endpoint);
      for (const address of endpoint.exact) {
        byAddress.set(networkText(address), endpoint);
      }
    }
  }
  for (const backend of world.stack.ofType("linode:index/nodeBalancerNode:NodeBalancerNode")) {
    const configs = usedThrough(backend, config, ["configId"]);
    const named = new Set([
      ...usedThrough(backend, balancer, ["nodebalancerId"]),
      ...configs.flatMap((node) => usedThrough(node, balancer, ["nodebalancerId"])),
    ]);
    const protocol = configs[0] ? protocolOf(configs[0]) : "TCP";
    for (const host of [...named].flatMap((node) => hosts.get(node) ?? [])) {
      const { node, dataClass, role } = host;
      const from: HostParty = { kind: "balancers", hosts: [node], dataClass, role };
      yield* forwarded(backend, from, host, protocol, byNode, byAddress);
    }
  }
}

function* forwarded(
  backend: Node,
  from: HostParty,
  { region }: Host,
  protocol: Protocol,
  byNode: ReadonlyMap<Node, Endpoint>,
  byAddress: ReadonlyMap<string, Endpoint>,
): Generator<NetworkPath> {
  const given = backend.value("address");
  const [, address = "", port = ""] = (typeof given === "string" && /^(.*):(\d+)$/.exec(given)) || [];
  const at = parseNetwork(address);
  const wanted = parsePorts(port) ?? allPorts;
  const network = `private network of ${region}`;
  const via = { from, network, networkKind: "region", protocol } as const;
  const named = usedThrough(backend, instance, ["address"]);
  const targets = at ? [byAddress.get(networkText(at))] : named.map((host) => byNode.get(host));
  const reached = targets.filter((target) => target?.group.net.place === region);
  for (const target of reached) {
    const to = target && partyOf(target.group, [target]);
    const { ports, hop } = target ? arriving(target, protocol) : { ports: allPorts, hop: "" };
    const open = intersection(ports, wanted);
    if (to && open.length > 0) {
      yield { ...via, to, ports: open, hops: [`backend "${backend.name}"`, network, hop] };
    }
  }
  // An address that no host has in this region's network is anyone's; so is one that is not known and comes from no host.
  if (reached.length === 0 || reached.length < targets.length) {
    const to = { kind: "region", names: [region] } as const;
    yield { ...via, to, ports: wanted, hops: [`backend "${backend.name}"`, network] };
  }
}

/** Load balancers connect from a network of their own; which address of it they use is not known. */
function arriving({ host }: Endpoint, protocol: Protocol) {
  const source = parseNetwork(balancerNetwork);
  const meets = (accepts: boolean, network: Network) =>
    source !== undefined && (accepts ? overlaps(network, source) : contains(network, source));
  const filters = host.filters.inbounds.map((filter) =>
    filter.filter(
      ({ accepts, networks, untraced }) => untraced || networks.some((network) => meets(accepts, network)),
    ),
  );
  const { ports, rules } = passed(filters, protocol);
  return { ports, hop: namesOf(rulesFor(rules, ports)) };
}
