import type { SeenResource } from "../../../policy-pack/lib/reachability";
import { keyOf, type Member, urnOf } from "./stack";

const linode = (kind: string) => `linode:index/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`;
type Props = Readonly<Record<string, unknown>>;
type Uses = Readonly<Record<string, readonly string[]>>;

/** Members as an evaluation knows them. */
export function seenOf(members: readonly Member[]): readonly SeenResource[] {
  const urns = new Map(members.map((member) => [keyOf(member), urnOf(member)]));
  return members.map((member) => ({
    urn: urnOf(member),
    type: member.type,
    name: member.name,
    parent: urns.get(member.parent ?? "") ?? "",
    outputs: member.props ?? {},
    propertyDependencies: Object.fromEntries(
      Object.entries(member.uses ?? {}).map(([property, keys]) => [
        property,
        keys.flatMap((key) => urns.get(key) ?? []),
      ]),
    ),
  }));
}

/** A resource of Linode's provider. */
export function resource(kind: string, name: string, props: Props = {}, uses: Uses = {}): Member {
  return { type: linode(kind), name, props, uses };
}

/** An accepting rule. */
export function accept(protocol: string, ports: string | undefined, addresses: unknown): Props {
  const isSix = (text: unknown) => typeof text === "string" && text.includes(":");
  const split = Array.isArray(addresses)
    ? { ipv4s: addresses.filter((text) => !isSix(text)), ipv6s: addresses.filter(isSix) }
    : { ipv4s: addresses };
  return { label: "rule", action: "ACCEPT", protocol, ...(ports === undefined ? {} : { ports }), ...split };
}

/** The same rule, dropping. */
export const drop = (...rule: Parameters<typeof accept>): Props => ({ ...accept(...rule), action: "DROP" });

/** A firewall that drops by default. */
export function firewall(
  name: string,
  inbounds: readonly Props[],
  outbounds: readonly Props[],
  uses: Uses = {},
): Member {
  const drops = { inboundPolicy: "DROP", outboundPolicy: "DROP" };
  return resource("Firewall", name, { ...drops, inbounds, outbounds }, uses);
}

/** A VPC and its one subnet, both of one name. */
export function vpc(name: string, ipv4: string): readonly Member[] {
  return [resource("Vpc", name), resource("VpcSubnet", name, { ipv4 }, { vpcId: [`Vpc ${name}`] })];
}

/** An instance, tagged and behind a firewall; its interfaces are `public`, or a VPC's name with an address. */
export function instance(
  name: string,
  interfaces: readonly ("public" | readonly [vpc: string, address: string])[],
  behind: readonly string[],
  {
    dataClass = "account",
    role = "data",
    props = {},
    uses = {},
  }: { dataClass?: string; role?: string; props?: Props; uses?: Uses } = {},
): Member {
  const given = interfaces.map((entry) =>
    entry === "public" ? { purpose: "public" } : { purpose: "vpc", ipv4: { vpc: entry[1] } },
  );
  const subnets = interfaces.flatMap((entry) => (entry === "public" ? [] : [`VpcSubnet ${entry[0]}`]));
  return resource(
    "Instance",
    name,
    {
      region: "fr-par",
      interfaces: given,
      tags: [`data-class:${dataClass}`, `role:${role}`, "managed-by:bastide"],
      ...props,
    },
    { interfaces: subnets, firewallId: behind.map((wall) => `Firewall ${wall}`), ...uses },
  );
}
