import { type Node, usedThrough, usersThrough } from "../graph";
import { contains, isPrivate, isSingleAddress, type Network, parseNetwork } from "../networks";
import { field, list, type Plain, strings, unknown } from "../plain";
import { type Host, hostsOf, type Resources } from "./hosts";

/** Hosts that reach each other's addresses of one family without being routed by another host. */
export interface Net {
  /** Such as `VPC "account-fr-par"`. */
  readonly name: string;
  readonly family: 4 | 6;
  /** `vpc` is the class's own; the others are shared with people outside the stack. */
  readonly kind: "vpc" | "internet" | "region" | "vlan";
  /** The region, or the label of a VLAN. */
  readonly place: string;
  /** Where addresses of a VPC lie, as far as its subnets say. */
  readonly subnets: Set<Network>;
  readonly groups: Map<string, Group>;
}

/** Endpoints of hosts that one network and the same firewalls treat alike but for their addresses. */
export interface Group {
  readonly net: Net;
  readonly host: Host;
  readonly members: Set<Endpoint>;
}

/** A host's place in a network. */
export interface Endpoint {
  readonly host: Host;
  readonly group: Group;
  /** Addresses that are known. */
  readonly exact: readonly Network[];
  /** Where the other addresses lie. */
  readonly ranges: readonly Network[];
  /** Resources whose address it is. */
  readonly names: readonly Node[];
}

/** All networks of a stack and the hosts on them. */
export interface World {
  readonly hosts: readonly Host[];
  readonly nets: readonly Net[];
  readonly stack: Resources;
}

/** The private network that all instances of a region with a private address share. */
export const regionNetwork = known("192.168.128.0/17");
const internet4 = known("0.0.0.0/0");
const internet6 = known("::/0");

function known(text: string): Network {
  return parseNetwork(text) ?? { family: 4, bits: 0n, prefix: 0 };
}

/** Finds out which host is on which network, with which addresses. */
export function worldOf(stack: Resources): World {
  const nets = new Map<string, Net>();
  const hosts = hostsOf(stack);
  for (const host of hosts) {
    const join: Join = (kind, place, key, family, at, subnets = []) => {
      const id = `${kind} ${family} ${key}`;
      const name = {
        vpc: `VPC "${place}"`,
        internet: "internet",
        region: `private network of ${place}`,
        vlan: `VLAN ${place}`,
      };
      const net = nets.get(id) ?? {
        name: name[kind],
        family,
        kind,
        place,
        subnets: new Set(),
        groups: new Map(),
      };
      nets.set(id, net);
      for (const subnet of subnets) {
        net.subnets.add(subnet);
      }
      const alike = JSON.stringify([
        host.kind,
        host.dataClass,
        host.role,
        host.behind,
        [...(host.listens ?? [])],
      ]);
      const group = net.groups.get(alike) ?? { net, host, members: new Set() };
      net.groups.set(alike, group);
      group.members.add({ host, group, ...at });
    };
    (host.kind === "balancer" ? placeBalancer : placeInstance)(host, join);
  }
  return { hosts, nets: [...nets.values()], stack };
}

type At = Pick<Endpoint, "exact" | "ranges" | "names">;
type Join = (
  kind: Net["kind"],
  place: string,
  key: string,
  family: 4 | 6,
  at: At,
  subnets?: readonly Network[],
) => void;

function placeBalancer({ node }: Host, join: Join): void {
  joinInternet(join, addressesIn(node, ["ipv4"]), addressesIn(node, ["ipv6"]), [node]);
}

function placeInstance(host: Host, join: Join): void {
  const { node } = host;
  const interfaces = interfacesOf(node);
  const purposes = new Set(interfaces.map((item) => field(item, "purpose")));
  const extra = usersThrough(node, "linode:index/instanceIp:InstanceIp", ["linodeId"]);
  const reserved = [
    ...usedThrough(node, "linode:index/networkingIp:NetworkingIp", ["ipv4s", "sharedIpv4s", "interfaces"]),
    ...usersThrough(node, "linode:index/networkingIp:NetworkingIp", ["linodeId"]),
  ];
  const own4 = [
    ...addressesIn(node, ["ipAddress", "ipv4s", "sharedIpv4s"]),
    ...[...reserved, ...extra].flatMap((address) => addressesIn(address, ["address"])),
  ];
  const hasNat = interfaces.some((item) => field(field(item, "ipv4"), "nat11") !== undefined);
  const isPublic = interfaces.length === 0 || purposes.has("public") || purposes.has(unknown);
  if (isPublic || hasNat || extra.length > 0) {
    joinInternet(
      join,
      own4.filter((address) => !isPrivate(address)),
      isPublic ? addressesIn(node, ["ipv6"]) : undefined,
      [node, ...reserved, ...extra],
    );
  }
  if (
    (node.value("privateIp") ?? false) !== false ||
    extra.some((address) => address.value("public") === false)
  ) {
    const exact = [...own4, ...addressesIn(node, ["privateIpAddress"])].filter((address) =>
      contains(regionNetwork, address),
    );
    join("region", host.region, host.region, 4, {
      exact,
      ranges: rangesUnless(exact, regionNetwork),
      names: [node, ...extra],
    });
  }
  placeInVpcs(node, interfaces, join);
  for (const item of interfaces.filter((entry) => field(entry, "purpose") === "vlan")) {
    const label = field(item, "label");
    const place = `${typeof label === "string" ? label : "of any label"} in ${host.region}`;
    join("vlan", place, place, 4, { exact: [], ranges: [], names: [node] });
  }
}

/** Which interface is in which subnet is not known before the subnets are; so every one may be in each. */
function placeInVpcs(node: Node, interfaces: readonly Plain[], join: Join): void {
  const inVpc = interfaces.filter((item) => [unknown, "vpc"].includes(field(item, "purpose") as never));
  if (inVpc.length === 0) {
    return;
  }
  const subnets = usedThrough(node, "linode:index/vpcSubnet:VpcSubnet", ["interfaces"]);
  const given = inVpc.map((item) => field(field(item, "ipv4"), "vpc"));
  const exact = given.flatMap((text) => (typeof text === "string" ? (parseNetwork(text) ?? []) : []));
  const routed = inVpc.flatMap((item) =>
    strings(field(item, "ipRanges")).flatMap((text) => parseNetwork(text) ?? []),
  );
  const isHidden = exact.length < inVpc.length;
  for (const subnet of subnets) {
    const [vpc] = usedThrough(subnet, "linode:index/vpc:Vpc", ["vpcId"]);
    const range = strings(subnet.value("ipv4")).flatMap((text) => parseNetwork(text) ?? internet4);
    const ranges = [...routed, ...(isHidden ? (range.length > 0 ? range : [internet4]) : [])];
    const at = { exact, ranges, names: [node, subnet] };
    join("vpc", (vpc ?? subnet).name, (vpc ?? subnet).urn, 4, at, range);
  }
  if (subnets.length === 0) {
    const ids = inVpc.map((item) => field(item, "subnetId"));
    const place = `of subnet ${ids.map((id) => (typeof id === "number" ? String(id) : "?")).join(", ")}`;
    join("vpc", place, place, 4, { exact, ranges: isHidden ? [internet4] : [], names: [node] });
  }
}

function interfacesOf(instance: Node): readonly Plain[] {
  const given = instance.value("interfaces");
  return given === unknown ? [unknown] : list(given, "interfaces");
}

function joinInternet(
  join: Join,
  own4: readonly Network[],
  own6: readonly Network[] | undefined,
  names: readonly Node[],
): void {
  join("internet", "", "", 4, { exact: own4, ranges: rangesUnless(own4, internet4), names });
  if (own6 !== undefined) {
    join("internet", "", "", 6, { exact: own6, ranges: rangesUnless(own6, internet6), names });
  }
}

function rangesUnless(exact: readonly Network[], range: Network): readonly Network[] {
  return exact.length === 0 ? [range] : [];
}

/** The single addresses in some outputs of a resource, as far as they are known. */
function addressesIn(node: Node, keys: readonly string[]): readonly Network[] {
  return keys
    .flatMap((key) => strings(node.value(key)))
    .flatMap((text) => parseNetwork(text.replace(/^([0-9a-f:]*:[0-9a-f:]*)\/\d+$/i, "$1")) ?? [])
    .filter(isSingleAddress);
}
