import { type Node, usedThrough, usersThrough } from "./graph";

const firewall = "linode:index/firewall:Firewall";
/** Resources that put a host behind a firewall, and what they call the host when they don't say. */
const attachments = [
  { type: "bastide:index:FirewallAttachment", defaultKind: undefined },
  { type: "linode:index/firewallDevice:FirewallDevice", defaultKind: "linode" },
] as const;

/** The kinds of hosts that a firewall covers, as attachments call them. */
export const hostTypes = {
  "linode:index/instance:Instance": "linode",
  "linode:index/nodeBalancer:NodeBalancer": "nodebalancer",
} as const;

/** All firewalls that a host is behind, whichever way they were attached. */
export function firewallsOf(host: Node, kind: string): readonly Node[] {
  const attached = attachments.flatMap(({ type, defaultKind }) =>
    usersThrough(host, type, ["entityId"])
      .filter((attachment) => (attachment.value("entityType") ?? defaultKind) === kind)
      .flatMap((attachment) => usedThrough(attachment, firewall, ["firewallId"])),
  );
  return [
    ...new Set([
      ...usedThrough(host, firewall, ["firewallId"]),
      ...attached,
      ...usersThrough(host, firewall, ["linodes", "nodebalancers"]),
    ]),
  ];
}
