/** Turns what the API gave into the parts of a view. Pure. */
import { roleOf, shortName } from "../names";
import type { Account, BalancerWithConfigs, InstanceWithInterfaces } from "../read/collect";
import type * as linode from "../read/linode";
import type {
  AddressView,
  BalancerView,
  BucketView,
  FirewallRef,
  FirewallView,
  NetworkView,
  NodeView,
  PlacementGroupView,
  VolumeView,
} from "../view";
import { bucketId, bucketRegion } from "./attribution";

/** Whether an address is in 192.168.128.0/17, which all Linodes of a region share and NodeBalancers reach. */
const isShared = (address: string): boolean => {
  const [a, b, c] = address.split(".").map(Number);
  return a === 192 && b === 168 && (c ?? 0) >= 128;
};

/**
 * The addresses that a node can be reached at. Linode reserves a public address for every Linode, even one whose interfaces
 * are all in a VPC, so that the list of addresses alone would call a data node public: its interfaces decide.
 */
export function addressesOf(instance: InstanceWithInterfaces): AddressView[] {
  const found: AddressView[] = [];
  const push = (kind: AddressView["kind"], address: string | null | undefined) => {
    if (address && address !== "any" && !found.some((known) => known.address === address))
      found.push({ address, kind });
  };
  const { interfaces } = instance;
  const isPublic = (one: (typeof interfaces)[number]) =>
    "purpose" in one ? one.purpose === "public" : one.public != null;
  if (interfaces.length === 0 || interfaces.some(isPublic))
    for (const address of instance.ipv4) if (!isShared(address)) push("public", address);
  for (const one of interfaces) {
    if ("purpose" in one) {
      push("vpc", one.ipv4?.vpc);
      push("public", one.ipv4?.nat_1_1);
    } else {
      for (const { address, nat_1_1_address: nat } of one.vpc?.ipv4?.addresses ?? []) {
        push("vpc", address);
        push("public", nat);
      }
    }
  }
  for (const address of instance.ipv4) if (isShared(address)) push("private", address);
  return found;
}

/** What a node's view is made from besides the node itself. */
export interface NodeContext {
  readonly dataClass: string | null;
  readonly volumes: readonly linode.Volume[];
  readonly firewalls: Account["firewalls"];
  readonly placementGroups: readonly linode.PlacementGroup[];
  readonly types: readonly linode.PriceEntry[];
}

export function nodeView(instance: InstanceWithInterfaces, context: NodeContext): NodeView {
  const { id, label, region, type } = instance;
  return {
    id: `node/${id}`,
    name: label,
    shortName: shortName(label, context.dataClass, region),
    role: roleOf(instance.tags),
    state: instance.status,
    type,
    typeLabel: context.types.find((entry) => entry.id === type)?.label ?? null,
    addresses: addressesOf(instance),
    diskEncrypted: instance.disk_encryption === "enabled",
    volumes: context.volumes.filter(({ linode_id }) => linode_id === id).map(volumeView),
    firewall: firewallOf(context.firewalls, "linode", id),
    backups: instance.backups?.enabled ?? false,
    placementGroup:
      context.placementGroups.find(({ members }) => members.some(({ linode_id }) => linode_id === id))
        ?.label ?? null,
  };
}

export const volumeView = (volume: linode.Volume): VolumeView => ({
  id: `volume/${volume.id}`,
  name: volume.label,
  size: volume.size,
  encrypted: volume.encryption === "enabled",
  state: volume.status,
});

/** What an entity of a firewall is: an interface stands for its Linode. */
const coveredBy = ({ id, type, parent_entity: parent }: linode.FirewallEntity): string => {
  const [kind, number] = type === "linode_interface" && parent ? [parent.type, parent.id] : [type, id];
  return `${kind === "nodebalancer" ? "balancer" : "node"}/${number}`;
};

function firewallOf(firewalls: Account["firewalls"], kind: string, id: number): FirewallRef | null {
  const wanted = `${kind === "nodebalancer" ? "balancer" : "node"}/${id}`;
  const covering = firewalls.filter(({ entities }) =>
    entities.some((entity) => coveredBy(entity) === wanted),
  );
  const best = covering.find(({ status }) => status === "enabled") ?? covering[0];
  return best ? { id: `firewall/${best.id}`, name: best.label, enabled: best.status === "enabled" } : null;
}

export const firewallView = (firewall: Account["firewalls"][number]): FirewallView => ({
  id: `firewall/${firewall.id}`,
  name: firewall.label,
  enabled: firewall.status === "enabled",
  inboundPolicy: firewall.rules.inbound_policy,
  outboundPolicy: firewall.rules.outbound_policy,
  inbound: firewall.rules.inbound?.length ?? 0,
  outbound: firewall.rules.outbound?.length ?? 0,
  covers: [...new Set(firewall.entities.map(coveredBy))],
});

export function balancerView(
  balancer: BalancerWithConfigs,
  dataClass: string | null,
  account: Pick<Account, "firewalls" | "instances">,
): BalancerView {
  const nodeAt = (address: string): string | null => {
    const host = address.replace(/:\d+$/, "");
    const node = account.instances.find(
      (instance) =>
        instance.region === balancer.region &&
        (instance.ipv4.includes(host) || addressesOf(instance).some((known) => known.address === host)),
    );
    return node ? `node/${node.id}` : null;
  };
  return {
    id: `balancer/${balancer.id}`,
    name: balancer.label,
    shortName: shortName(balancer.label, dataClass, balancer.region),
    address: balancer.ipv4,
    hostname: balancer.hostname ?? null,
    ports: balancer.configs.map(({ port, protocol, nodes }) => ({
      port,
      protocol,
      backends: nodes.map(({ label, address, status }) => ({
        name: label,
        address,
        status,
        node: nodeAt(address),
      })),
    })),
    firewall: firewallOf(account.firewalls, "nodebalancer", balancer.id),
  };
}

export function bucketView(bucket: linode.Bucket, dataClass: string | null): BucketView {
  const short = shortName(bucket.label, dataClass, bucketRegion(bucket));
  return {
    id: bucketId(bucket),
    name: bucket.label,
    shortName: short,
    role: ["backup", "objects"].find((role) => short === role || short.startsWith(`${role}-`)) ?? null,
    endpointType: bucket.endpoint_type ?? null,
    objects: bucket.objects,
    size: bucket.size,
  };
}

export const networkView = (vpc: linode.Vpc): NetworkView => ({
  id: `vpc/${vpc.id}`,
  name: vpc.label,
  subnets: (vpc.subnets ?? []).map(({ label, ipv4 }) => ({ name: label, cidr: ipv4 ?? "" })),
});

export const placementGroupView = (group: linode.PlacementGroup): PlacementGroupView => ({
  id: `placement/${group.id}`,
  name: group.label,
  type: group.placement_group_type,
  policy: group.placement_group_policy,
  compliant: group.is_compliant,
  members: group.members.map(({ linode_id }) => `node/${linode_id}`),
});
