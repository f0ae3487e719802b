import type { DataClassId } from "../../../catalogue/dataClasses";
import type { Named } from "../tell";
import { type Ports, portsText } from "./ports";

/** What a Cloud Firewall tells apart. */
export const protocols = ["TCP", "UDP", "ICMP", "IPENCAP"] as const;
/** A protocol that a Cloud Firewall tells apart. */
export type Protocol = (typeof protocols)[number];

/** Hosts of the stack that one path treats alike: same class, role and firewalls. */
export interface HostParty {
  readonly kind: "instances" | "balancers";
  /** At least one, by type, name and URN. */
  readonly hosts: readonly [Named, ...Named[]];
  readonly dataClass: DataClassId | undefined;
  readonly role: string | undefined;
}

/**
 * Who is not a host of the stack.
 *
 * - `internet`: addresses of the internet, and what else a rule opens to it.
 * - `region`: every Linode with a private address in the region, whoever owns it.
 * - `region balancers`: where the load balancers of a region connect from, whoever owns them.
 * - `vlan`: whoever joins a VLAN, which no firewall filters.
 * - `linode`: Linode's own services on a host's link: metadata, DHCP.
 * - `stack`: another stack's outputs. `reserved`: a reserved address that no host of the stack has.
 * - `nowhere`: addresses on a network that the host is not on, or that no host has.
 * - `unnamed`: an address that is not known and depends on nothing.
 */
export interface OtherParty {
  readonly kind:
    | "internet"
    | "region"
    | "region balancers"
    | "vlan"
    | "linode"
    | "stack"
    | "reserved"
    | "nowhere"
    | "unnamed";
  /** Such as `0.0.0.0/0`, the label of a VLAN, or the name of a resource. */
  readonly names: readonly [string, ...string[]];
}

/** One end of a path. */
export type Party = HostParty | OtherParty;

/** That everyone in `from` can open a connection to everyone in `to`. */
export interface NetworkPath {
  readonly from: Party;
  readonly to: Party;
  /** Such as `VPC "account-fr-par"`, `internet`, `private network of fr-par`. */
  readonly network: string;
  readonly networkKind: "vpc" | "internet" | "region" | "vlan" | "link";
  readonly protocol: Protocol;
  /** Ports of the target. */
  readonly ports: Ports;
  /** What lets the connection pass, in its order: source's rules, network, target's rules. */
  readonly hops: readonly string[];
}

/** Whether this end is hosts of the stack. */
export function isHosts(party: Party): party is HostParty {
  return "hosts" in party;
}

/** The path in one line: source, each hop, target, protocol and ports. */
export function pathText({ from, to, hops, protocol, ports }: NetworkPath): string {
  const means = protocol === "TCP" || protocol === "UDP" ? `${protocol} ${portsText(ports)}` : protocol;
  return `${[partyText(from), ...hops, partyText(to)].join(" → ")}, ${means}`;
}

/** The same text for the same path in two evaluations, so that they can be compared: ends, network, protocol, ports. */
export function pathKey({ from, to, network, protocol, ports }: NetworkPath): string {
  const end = (party: Party) =>
    isHosts(party)
      ? party.hosts.map(({ name }) => name).join(", ")
      : `${party.kind} ${party.names.join(", ")}`;
  return `${end(from)} → ${end(to)} by ${network}: ${protocol} ${portsText(ports)}`;
}

/** A party as people say it. */
export function partyText(party: Party): string {
  if (isHosts(party)) {
    const [first, ...others] = party.hosts;
    return `"${first.name}"${others.length === 0 ? "" : ` and ${others.length} more of its kind`}`;
  }
  const names = party.names.slice(0, 4).join(", ") + (party.names.length > 4 ? ", …" : "");
  return {
    internet: `the internet (${names})`,
    region: `anyone in the private network of ${names}`,
    "region balancers": `any load balancer of ${names}`,
    vlan: `anyone on the VLAN ${names}`,
    linode: `Linode's own services (${names})`,
    stack: `what the stack reference "${names}" says`,
    reserved: `the reserved address "${names}", which no host has`,
    nowhere: `addresses that are on none of its networks (${names})`,
    unnamed: "an address that is not known and depends on no resource",
  }[party.kind];
}
