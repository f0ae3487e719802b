import { dataClasses } from "../../catalogue/dataClasses";
import type { StackConfig } from "../config/sections";
import { overlayNetwork, parseNetwork } from "./addresses";
import { planNode } from "./nodes";
import { type OverlayRule, overlayPorts } from "./overlay";

/** The class that every class's logs go to (DC-8). */
export const logReceiver = "events";

/** How long receivers keep each class's logs, in days: an incident that is found after a year can still be followed. */
export const logRetentionDays: Readonly<Record<string, number>> = Object.fromEntries(
  dataClasses.map(({ id }) => [id, 400]),
);

/** A host as logs name it. */
export interface LogNode {
  readonly name: string;
  readonly dataClass: string;
  readonly region: string;
  /** In the overlay. */
  readonly address: string;
}

/** A gateway at the other end of a tunnel for logs alone, and what of the overlay is behind it. */
export interface LogTunnel {
  readonly dataClass: string;
  readonly region: string;
  /** Addresses as networks: `10.69.129.33/32`. */
  readonly allowed: readonly string[];
}

/** One host's part in the way of logs: from each host to its gateway, from there to a receiver of `events` (DC-8, CM-4). */
export interface LogsDescription {
  /** Where its log goes, the best first. Only a gateway has more than one. */
  readonly next: readonly LogNode[];
  /** Whose logs it takes: those of its site on a gateway, all gateways' and the other receivers' on a receiver. */
  readonly senders: readonly LogNode[];
  /** The receivers of other regions, which get a copy of what this receiver has from gateways. */
  readonly copies: readonly LogNode[];
  /** On a receiver: the hosts of each class that this stack has. Who is not among them may fall silent. */
  readonly hosts: Readonly<Record<string, readonly string[]>>;
  /** What it may receive and open inside the tunnels for logs between classes and regions. */
  readonly inbound: readonly OverlayRule[];
  readonly outbound: readonly OverlayRule[];
  /** On a gateway of `events`: what it passes on, each from any of `from` to any of `to`: overlay addresses of nodes. */
  readonly forwarded: readonly { readonly from: readonly string[]; readonly to: readonly string[] }[];
  /** On a gateway: the gateways of other classes that it has a tunnel to. */
  readonly tunnels: readonly LogTunnel[];
  /** On a receiver: addresses of other classes that it reaches through its own gateway, as networks. */
  readonly viaGateway: readonly string[];
}

/** The classes, sorted, whose hosts take this host's logs or hand it theirs: it has to know their authorities. */
export const logClasses = ({
  next,
  senders,
  copies,
}: Pick<LogsDescription, "next" | "senders" | "copies">): string[] =>
  [...new Set([...next, ...senders, ...copies].map(({ dataClass }) => dataClass))].sort();

/** Who asks: a node by its place in the plan. */
export interface LogPlace {
  readonly name: string;
  readonly dataClass: string;
  readonly region: string;
  readonly role: string;
  /** The nodes of its site that are not its gateway. */
  readonly behind: readonly LogNode[];
  readonly gateway: LogNode;
  /** The names of all hosts of the stack, by class; asked for where they are needed. */
  hosts(): Readonly<Record<string, readonly string[]>>;
}

/** One node a region of a class, whether the class is in this stack or in another: names and addresses follow from the numbers. */
function nodesOf(id: string, role: "gateway" | "data", config: StackConfig): LogNode[] {
  const dataClass = dataClasses.find((each) => each.id === id);
  const space = parseNetwork(config.organisation.addressSpace);
  const elsewhere = config.otherStacks[id as keyof typeof config.otherStacks];
  if (dataClass === undefined || space === undefined) return [];
  return Object.entries(config.regions)
    .filter(([region]) => elsewhere === undefined || region in elsewhere)
    .sort(([, one], [, other]) => one.number - other.number)
    .map(([region, { number }]) => {
      const overlay = overlayNetwork(space, dataClass.number, number);
      const { name, overlayAddress } = planNode({
        ...{ site: `${id}-${region}`, role, type: "", vpc: overlay, overlay, label: (_kind, text) => text },
        ...(role === "data" ? { index: 1 } : {}),
      });
      return { name, dataClass: id, region, address: overlayAddress };
    });
}

/** The classes that have gateways, here or in other stacks. */
const classesWithGateways = (config: StackConfig): string[] =>
  dataClasses
    .map(({ id }) => id)
    .filter((id) => config.classes[id]?.hosting === "linode" || config.otherStacks[id] !== undefined);

const network = ({ address }: LogNode): string => `${address}/32`;

const rule = (name: string, peers: readonly LogNode[]): OverlayRule[] =>
  peers.length === 0
    ? []
    : [{ name, protocol: "TCP", port: overlayPorts.logs, peers: peers.map(({ address }) => address) }];

/** Describes one host's part. The first data node of `events` in each region is its receiver. */
export function describeLogs(place: LogPlace, config: StackConfig): LogsDescription {
  const classes = classesWithGateways(config);
  const receivers = classes.includes(logReceiver) ? nodesOf(logReceiver, "data", config) : [];
  const gateways = receivers.length === 0 ? [] : classes.flatMap((id) => nodesOf(id, "gateway", config));
  const foreign = gateways.filter(({ dataClass }) => dataClass !== logReceiver);
  const isGateway = place.role === "gateway";
  const ofReceivers = place.dataClass === logReceiver;
  const others = receivers.filter(({ name }) => name !== place.name);
  const receives = others.length < receivers.length;
  const near = [...receivers].sort(
    (one, other) => Number(other.region === place.region) - Number(one.region === place.region),
  );
  const next = receivers.length === 0 ? [] : isGateway ? near : [place.gateway];
  return {
    next,
    senders: next.length === 0 ? [] : isGateway ? place.behind : receives ? [...gateways, ...others] : [],
    copies: receives ? others : [],
    hosts: receives ? place.hosts() : {},
    inbound: receives ? rule("logs-of-all-classes", [...gateways, ...others]) : [],
    outbound: isGateway
      ? rule("logs-to-receivers", receivers)
      : receives
        ? rule("logs-to-other-region", others)
        : [],
    forwarded: isGateway && ofReceivers ? passedOn(place.region, gateways, receivers) : [],
    tunnels: !isGateway
      ? []
      : ofReceivers
        ? foreign.map((each) => ({ ...pick(each), allowed: [network(each)] }))
        : receivers.map((each) => ({ ...pick(each), allowed: [network(each)] })),
    viaGateway: receives ? foreign.map(network) : [],
  };
}

/**
 * What a gateway of `events` passes on: to its own receiver from other classes' gateways, and from its own class's other regions (a gateway
 * whose own receiver is away, and the other receivers' copies); and its own receiver's copies to those regions.
 */
function passedOn(
  region: string,
  gateways: readonly LogNode[],
  receivers: readonly LogNode[],
): LogsDescription["forwarded"] {
  const addresses = (nodes: readonly LogNode[]) => nodes.map(({ address }) => address);
  const here = receivers.filter((each) => each.region === region);
  const others = receivers.filter((each) => each.region !== region);
  const inwards = gateways.filter((each) => each.dataClass !== logReceiver || each.region !== region);
  return [
    { from: addresses([...inwards, ...others]), to: addresses(here) },
    ...(others.length === 0 ? [] : [{ from: addresses(here), to: addresses(others) }]),
  ];
}

const pick = ({ dataClass, region }: LogNode) => ({ dataClass, region });
