import type { DataClassId } from "../../../catalogue/dataClasses";
import { contains, type Network, networkText, parseNetwork } from "../networks";
import { managedDeviceNetworks, wholeNumber } from "../settings";
import { type HostParty, isHosts, type NetworkPath, type OtherParty } from "./path";
import { difference, intersection, type Ports } from "./ports";

/** What the requirements and a stack's reviewed configuration say about flows; nothing here comes from the program. */
export interface Declarations {
  readonly tunnelPort: number;
  /** Where managed devices connect from (AC-3). */
  readonly devices: readonly Network[];
  /** Classes with a published endpoint; `undefined` where no class is declared at all. */
  readonly published: ReadonlySet<string> | undefined;
  /** Whether any name is on the allow-list of the gateways' proxies. */
  readonly hasNames: boolean;
  readonly resolvers: readonly Network[];
  readonly timeServers: readonly Network[];
  /** The classes that have a stack of their own, by the addresses of their gateways, such as `198.51.100.5/32`. */
  readonly elsewhere: ReadonlyMap<string, string>;
}

/** A declared flow between the two ends of a path. */
export interface Flow {
  /** Such as `logs to events (DC-8)`. */
  readonly name: string;
  readonly ports: Ports;
}

/** The class that every other class's logs go to, one way (DC-8). */
const logReceiver: DataClassId = "events";
const one = (port: number): Ports => [[port, port]];
const metadata = ["169.254.169.254/32", "fd00:a9fe:a9fe::1/128"];
const broadcast = "255.255.255.255/32";

/**
 * Reads the declarations.
 *
 * @param section Gives one section of the stack's configuration, such as `egress`, already read as JSON.
 * @param settings The policy's own settings.
 * @throws Misfit when a setting or section is not what it should be.
 */
export function declarations(
  section: (name: string) => unknown,
  settings: Readonly<Record<string, unknown>>,
): Declarations {
  const [classes, egress] = [section("classes"), Object(section("egress"))];
  const others = Object.entries(Object(section("otherStacks")));
  const networks = (key: string): readonly Network[] => {
    const texts: unknown = Reflect.get(egress, key);
    return Array.isArray(texts) ? texts.flatMap((text) => parseNetwork(String(text)) ?? []) : [];
  };
  const names: unknown = Reflect.get(egress, "names");
  return {
    tunnelPort: wholeNumber(settings, "tunnelPort", 51820, { minimum: 1, maximum: 65535 }),
    devices: managedDeviceNetworks(settings, section),
    published:
      classes === undefined
        ? undefined
        : new Set(
            Object.entries(Object(classes)).flatMap(([id, entry]) =>
              Reflect.get(Object(entry), "endpoint") === undefined ? [] : [id],
            ),
          ),
    hasNames: section("egress") === undefined || (Array.isArray(names) && names.length > 0),
    resolvers: networks("resolvers"),
    timeServers: networks("timeServers"),
    elsewhere: new Map(
      others.flatMap(([id, gateways]) =>
        Object.values(Object(gateways))
          .flatMap((address) => parseNetwork(String(address)) ?? [])
          .map((address) => [networkText(address), id]),
      ),
    ),
  };
}

/** The part of a path that no declared flow allows; `undefined` when there is none. */
export function undeclared(path: NetworkPath, declared: Declarations): NetworkPath | undefined {
  const ports = flowsBetween(path, declared).reduce<Ports>(
    (rest, flow) => difference(rest, flow.ports),
    path.ports,
  );
  return ports.length === 0 ? undefined : { ...path, ports };
}

/** The declared flows that allow a path or some of its ports. */
export function flowsOf(path: NetworkPath, declared: Declarations): readonly Flow[] {
  return flowsBetween(path, declared).filter((flow) => intersection(flow.ports, path.ports).length > 0);
}

function flowsBetween(path: NetworkPath, declared: Declarations): readonly Flow[] {
  const { from, to } = path;
  if (isHosts(from)) {
    return isHosts(to) ? between(path, from, to, declared) : outwards(path, from, to, declared);
  }
  return isHosts(to) ? inwards(path, from, to, declared) : [];
}

function between(
  { networkKind, protocol }: NetworkPath,
  from: HostParty,
  to: HostParty,
  declared: Declarations,
): readonly Flow[] {
  const isOwn = from.dataClass !== undefined && from.dataClass === to.dataClass;
  const areGateways = isGateway(from) && isGateway(to);
  if (from.kind === "balancers") {
    const isEdge = isOwn && to.role === "edge" && isPublished(from, declared);
    return isEdge && protocol === "TCP" ? [{ name: "balancer to its edge (NW-3)", ports: one(443) }] : [];
  }
  if (networkKind === "vpc" && isOwn) {
    const tunnel =
      protocol === "UDP" ? [{ name: "own overlay (NW-3)", ports: one(declared.tunnelPort) }] : [];
    const services: Ports = {
      TCP: [
        [53, 53],
        [3128, 3128],
      ] as Ports,
      UDP: [
        [53, 53],
        [123, 123],
      ] as Ports,
      ICMP: [],
      IPENCAP: [],
    }[protocol];
    return isGateway(to) ? [...tunnel, { name: "own gateway's services (NW-4)", ports: services }] : tunnel;
  }
  const isLog = to.dataClass === logReceiver && from.dataClass !== undefined;
  return networkKind === "internet" && areGateways && protocol === "UDP" && (isOwn || isLog)
    ? [{ name: isOwn ? "own tunnel (NW-1)" : "logs to events (DC-8)", ports: one(declared.tunnelPort) }]
    : [];
}

function outwards(
  { protocol }: NetworkPath,
  from: HostParty,
  to: OtherParty,
  declared: Declarations,
): readonly Flow[] {
  const within = (networks: readonly Network[]) => isWithin(to, networks);
  if (to.kind === "linode") {
    const isMetadata = protocol === "TCP" && to.names.every((name) => metadata.includes(name));
    const isDhcp = protocol === "UDP" && to.names.every((name) => name === broadcast);
    return isMetadata || isDhcp
      ? [{ name: "Linode's services", ports: isDhcp ? [[67, 67]] : [[80, 80]] }]
      : [];
  }
  if (!isGateway(from)) {
    return [];
  }
  if (to.kind !== "internet") {
    return [];
  }
  const isReceiver = to.names.every((name) => declared.elsewhere.get(name) === logReceiver);
  return [
    {
      applies: protocol === "UDP" && isReceiver,
      name: "logs to events (DC-8)",
      ports: one(declared.tunnelPort),
    },
    { applies: protocol === "TCP" && declared.hasNames, name: "names of the proxy (NW-4)", ports: one(443) },
    { applies: protocol === "TCP" && within(declared.resolvers), name: "resolvers (NW-4)", ports: one(853) },
    {
      applies: protocol === "UDP" && within(declared.timeServers),
      name: "time servers (NW-4)",
      ports: one(123),
    },
  ].filter(({ applies }) => applies);
}

function inwards(
  { protocol }: NetworkPath,
  from: OtherParty,
  to: HostParty,
  declared: Declarations,
): readonly Flow[] {
  const isBalancer = to.kind === "balancers";
  if (protocol === "TCP" && isPublished(to, declared)) {
    const isEndpoint = isBalancer && from.kind === "internet";
    const isEdge = !isBalancer && to.role === "edge" && from.kind === "region balancers";
    return isEndpoint || isEdge ? [{ name: "published endpoint (NW-1)", ports: one(443) }] : [];
  }
  if (isBalancer || !isGateway(to) || protocol !== "UDP") {
    return [];
  }
  const isDevice = from.kind === "internet" && isWithin(from, declared.devices);
  const isSender =
    from.kind === "internet" &&
    to.dataClass === logReceiver &&
    from.names.every((name) => declared.elsewhere.has(name));
  return isDevice || isSender
    ? [
        {
          name: isDevice ? "managed devices (AC-3)" : "logs to events (DC-8)",
          ports: one(declared.tunnelPort),
        },
      ]
    : [];
}

function isGateway({ kind, role, dataClass }: HostParty): boolean {
  return kind === "instances" && role === "gateway" && dataClass !== undefined;
}

function isPublished({ dataClass }: HostParty, { published }: Declarations): boolean {
  return dataClass !== undefined && (published === undefined || published.has(dataClass));
}

function isWithin({ names }: OtherParty, networks: readonly Network[]): boolean {
  return names.every((name) => {
    const inner = parseNetwork(name);
    return inner !== undefined && networks.some((outer) => contains(outer, inner));
  });
}
