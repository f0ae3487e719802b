import type { DataClassId } from "../../../catalogue/dataClasses";
import { firewallsOf, hostTypes } from "../coverage";
import { type Node, usersThrough } from "../graph";
import { unknown } from "../plain";
import { tagged } from "../tags";
import { type Direction, type Filter, filterOf, openFilter } from "./filter";
import type { Protocol } from "./path";
import { allPorts, type Ports, union } from "./ports";

/** What reachability needs of a stack; `judgeStack` gives it. */
export interface Resources {
  ofType(type: string): readonly Node[];
  classOf(node: Node): DataClassId | undefined;
}

/** An instance or a load balancer, with what filters it. */
export interface Host {
  readonly node: Node;
  readonly kind: "instance" | "balancer";
  readonly dataClass: DataClassId | undefined;
  readonly role: string | undefined;
  readonly region: string;
  /** One filter for each firewall; Linode enforces one of several and does not say which, so any of them counts. */
  readonly filters: Readonly<Record<Direction, readonly Filter[]>>;
  /** The same text for hosts behind the same firewalls. */
  readonly behind: string;
  /** Where a load balancer listens; an instance may listen anywhere. */
  readonly listens: ReadonlyMap<Protocol, Ports> | undefined;
}

/** All hosts of a stack. */
export function hostsOf(stack: Resources): readonly Host[] {
  const filters = new Map<Node, Readonly<Record<Direction, Filter>>>();
  const read = (firewall: Node) => {
    const known = filters.get(firewall) ?? {
      inbounds: filterOf(firewall, "inbounds"),
      outbounds: filterOf(firewall, "outbounds"),
    };
    filters.set(firewall, known);
    return known;
  };
  const hostOf = (node: Node, kind: Host["kind"], attachedAs: string): Host => {
    const firewalls = firewallsOf(node, attachedAs);
    const all = firewalls.map(read);
    const none = openFilter("no firewall");
    const region = node.value("region");
    return {
      node,
      kind,
      dataClass: stack.classOf(node),
      role: tagged(node.value("tags"), "role")[0],
      region: typeof region === "string" ? region : "a region that is not known",
      filters: {
        inbounds: all.length > 0 ? all.map(({ inbounds }) => inbounds) : [none],
        outbounds: all.length > 0 ? all.map(({ outbounds }) => outbounds) : [none],
      },
      behind: firewalls
        .map(({ urn }) => urn)
        .sort()
        .join(" "),
      listens: kind === "balancer" ? listensOf(node) : undefined,
    };
  };
  const [[instance, asLinode], [balancer, asBalancer]] = [
    ["linode:index/instance:Instance", hostTypes["linode:index/instance:Instance"]],
    ["linode:index/nodeBalancer:NodeBalancer", hostTypes["linode:index/nodeBalancer:NodeBalancer"]],
  ] as const;
  return [
    ...stack.ofType(instance).map((node) => hostOf(node, "instance", asLinode)),
    ...stack.ofType(balancer).map((node) => hostOf(node, "balancer", asBalancer)),
  ];
}

/** The configurations of a load balancer. */
function configsOf(balancer: Node): readonly Node[] {
  return usersThrough(balancer, "linode:index/nodeBalancerConfig:NodeBalancerConfig", ["nodebalancerId"]);
}

/** What a configuration of a load balancer speaks; Linode's default is HTTP. */
export function protocolOf(config: Node): Protocol {
  return config.value("protocol") === "udp" ? "UDP" : "TCP";
}

function listensOf(balancer: Node): ReadonlyMap<Protocol, Ports> {
  const found = new Map<Protocol, Ports>();
  for (const config of configsOf(balancer)) {
    const port = config.value("port") ?? 80;
    const ports: Ports = typeof port === "number" ? [[port, port]] : allPorts;
    const spoken: readonly Protocol[] =
      config.value("protocol") === unknown ? ["TCP", "UDP"] : [protocolOf(config)];
    for (const protocol of spoken) {
      found.set(protocol, union(found.get(protocol) ?? [], ports));
    }
  }
  return found;
}
