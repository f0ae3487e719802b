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

/** What puts a host behind a firewall as something that it is not, which Linode takes for another host of that number. */
export function misattached(ofType: (type: string) => readonly Node[]): readonly Node[] {
  const kinds = new Map<string, string>(Object.entries(hostTypes));
  return attachments.flatMap(({ type, defaultKind }) =>
    ofType(type).filter((attachment) => {
      const kind = attachment.value("entityType") ?? defaultKind;
      const entities = attachment.uses.filter(({ property }) => property === "entityId");
      return entities.some(({ node }) => kinds.has(node.type) && kinds.get(node.type) !== kind);
    }),
  );
}

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

/**
 * Whether a host is behind its firewall at every moment. Only `firewallId` is there when Linode makes the host. Where the
 * program ignores changes to it, only an attachment says which firewall the host is behind later.
 */
export function isCoveredThroughout(host: Node): boolean {
  const isNamed = usedThrough(host, firewall, ["firewallId"]).length > 0;
  const isAttached = attachments.some(({ type }) => usersThrough(host, type, ["entityId"]).length > 0);
  return isNamed && (isAttached || !host.ignoreChanges.includes("firewallId"));
}
