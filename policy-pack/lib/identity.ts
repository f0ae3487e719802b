import { judgedType } from "../types";
import { type Node, usedThrough, usersThrough } from "./graph";
import { field, list, type Plain, unknown } from "./plain";

/** Where the name of another resource is in a property that holds more than that. */
const inside: Readonly<Record<string, string>> = {
  bucketAccesses: "bucketName",
  interfaces: "subnetId",
  placementGroup: "id",
};
/** What others call a resource by. */
const identities = [
  "id",
  "label",
  "address",
  "ipAddress",
  "privateIpAddress",
  "ipv4",
  "ipv4s",
  "ipv6",
  "accessKey",
  "secretKey",
] as const;
const attachments = [
  "bastide:index:FirewallAttachment",
  "linode:index/firewallDevice:FirewallDevice",
] as const;

/**
 * Whether a property names something that is not in the stack. A value that is not known and comes from the program has a
 * relation, which must be to a resource of a class. One that is known needs a relation, too, and must be what the related
 * resource is called by: a program can take an output and make another id of it.
 */
export function namesForeign(node: Node, property: string): boolean {
  const value = node.value(property);
  const related = node.uses.filter(
    (use) => use.property === property && judgedType(use.node.type)?.scope === "class",
  );
  if (related.length === 0) {
    // What the provider will say is not known either, but it depends on nothing.
    return value === unknown ? node.uses.some((use) => use.property === property) : isGiven(value);
  }
  // What an existing resource was made with and is never changed may be older than what it now depends on.
  if (node.ignoreChanges.includes(property) && isKnown(node.value("id"))) {
    return false;
  }
  return namesIn(value, inside[property]).some(
    (name) => !related.some(({ node: target }) => isCalled(target, name)),
  );
}

/** The properties by which a resource refers to something that is not in the stack. */
export function foreignIn(node: Node, idsOf: (type: string) => ReadonlySet<string>): readonly string[] {
  const foreign = (judgedType(node.type)?.references ?? []).filter((property) =>
    namesForeign(node, property),
  );
  switch (node.type) {
    case "linode:index/firewall:Firewall":
      return [...foreign, ...foreignDevices(node, idsOf)];
    case "linode:index/objectStorageKey:ObjectStorageKey":
      return foreign.length === 0 && opensElsewhere(node) ? ["bucketAccesses"] : foreign;
    case "linode:index/instance:Instance":
      return [
        ...foreign,
        ...(isOnForeignNetwork(node) ? ["interfaces"] : []),
        ...addressedFromElsewhere(node),
      ];
    default:
      return foreign;
  }
}

/** Each interface but a public one needs a subnet of this stack. */
function isOnForeignNetwork(instance: Node): boolean {
  const subnets = usedThrough(instance, "linode:index/vpcSubnet:VpcSubnet", ["interfaces"]).length;
  const networks = list(instance.value("interfaces"), "interfaces").filter(
    (item) => field(item, "purpose") !== "public",
  );
  return networks.length > subnets || (subnets > 0 && namesForeign(instance, "interfaces"));
}

/** Whether a key names its bucket's name in a region where the bucket is not: another's may have the same name there. */
function opensElsewhere(key: Node): boolean {
  const regions = key.uses
    .filter((use) => use.property === "bucketAccesses")
    .map((use) => use.node.value("region"));
  return list(key.value("bucketAccesses"), "bucketAccesses").some(
    (access) => !regions.includes(field(access, "region")),
  );
}

/** Whether an instance that is about to be made has addresses that are not of this stack; later it says all that it has. */
function addressedFromElsewhere(instance: Node): readonly string[] {
  return isKnown(instance.value("id"))
    ? []
    : ["ipv4s", "sharedIpv4s"].filter((property) => namesForeign(instance, property));
}

/**
 * The lists of a firewall's own devices that hold an id of no host in this stack. Linode writes down there every device
 * that it was given by any way, so an id may be that of a host which is about to be replaced.
 */
function foreignDevices(firewall: Node, idsOf: (type: string) => ReadonlySet<string>): readonly string[] {
  const lists = {
    linodes: "linode:index/instance:Instance",
    nodebalancers: "linode:index/nodeBalancer:NodeBalancer",
  } as const;
  return Object.entries(lists).flatMap(([property, type]) => {
    const strangers = namesIn(firewall.value(property), undefined).filter((id) => !idsOf(type).has(id));
    const behind = new Set([
      ...usersThrough(firewall, type, ["firewallId"]),
      ...attachments
        .flatMap((attachment) => usersThrough(firewall, attachment, ["firewallId"]))
        .flatMap((attachment) => usedThrough(attachment, type, ["entityId"])),
    ]);
    const replaced = [...behind].filter((host) => host.value("id") === unknown).length;
    return strangers.length > (isKnown(firewall.value("id")) ? replaced : 0) ? [property] : [];
  });
}

/** The ids of some resources, as far as they are known. */
export function idsIn(nodes: readonly Node[]): ReadonlySet<string> {
  return new Set(nodes.flatMap((node) => scalars(node.value("id"))));
}

function isGiven(value: Plain | undefined): boolean {
  return value !== undefined && value !== unknown && value !== 0 && value !== "";
}

function isKnown(value: Plain | undefined): boolean {
  return value !== undefined && value !== unknown;
}

/** The names in a value that are known; zero and nothing are what the provider reads back as none. */
function namesIn(value: Plain | undefined, key: string | undefined): readonly string[] {
  const items: readonly (Plain | undefined)[] = Array.isArray(value) ? value : [value];
  return items
    .flatMap((item) => scalars(key === undefined || item === undefined ? item : field(item, key)))
    .filter((name) => name !== "0" && name !== "");
}

function scalars(value: Plain | undefined): readonly string[] {
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}

/** Whether a resource is called by a name, or by one with a port behind it. What it does not say can't be compared. */
function isCalled(target: Node, name: string): boolean {
  if (target.value("id") === undefined) {
    return true;
  }
  const called = identities.flatMap((key) => {
    const value = target.value(key);
    return (Array.isArray(value) ? value : [value]).flatMap((item) => scalars(item));
  });
  return called.includes(name) || called.includes(name.replace(/:\d+$/, ""));
}
