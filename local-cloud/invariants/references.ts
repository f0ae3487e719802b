import { publicImageById } from "../catalog";
import type { Entity, Id, Kind, Kinds } from "../core/kinds";
import type { Store } from "../core/store";
import { nameOf, type Rule } from "./rule";

type Named = Id | null | undefined;

/** A field that names another record. */
interface Reference {
  from: Kind;
  /** Also how the rule calls it. */
  field: string;
  to: Kind;
  read(record: Entity, store: Store): Iterable<Named>;
}

/** A field that holds the other's id. */
function field<K extends Kind>(from: K, name: keyof Kinds[K] & string, to: Kind): Reference {
  return { from, field: name, to, read: (record) => [(record as unknown as Record<string, Named>)[name]] };
}

/** Ids that lie deeper in a record. */
function inside<K extends Kind>(
  from: K,
  name: string,
  to: Kind,
  read: (record: Kinds[K], store: Store) => Iterable<Named>,
): Reference {
  return { from, field: name, to, read: read as unknown as Reference["read"] };
}

/** The kinds of what devices and locks name by a type. */
const typedKinds: Readonly<Record<"firewallDevice" | "lock", Readonly<Record<string, Kind>>>> = {
  firewallDevice: { linode: "instance", nodebalancer: "nodebalancer", interface: "interface" },
  lock: { linode: "instance", nodebalancer: "nodebalancer", volume: "volume" },
};

/** Devices and locks of one type. */
function typed(from: "firewallDevice" | "lock", type: string, to: Kind): Reference {
  return inside(from, `entity_id (${type})`, to, (record) => [
    record.entity_type === type ? record.entity_id : null,
  ]);
}

/** Every field that names another record. */
export const table: readonly Reference[] = [
  field("disk", "instance_id", "instance"),
  field("config", "instance_id", "instance"),
  inside("config", "devices.disk_id", "disk", (one) =>
    Object.values(one.devices).map((device) => device?.disk_id),
  ),
  inside("config", "devices.volume_id", "volume", (one) =>
    Object.values(one.devices).map((device) => device?.volume_id),
  ),
  field("interface", "instance_id", "instance"),
  field("interface", "config_id", "config"),
  field("interface", "vpc_id", "vpc"),
  field("interface", "subnet_id", "subnet"),
  inside("interface", "ipv4.nat_1_1", "ip", (one) => [one.ipv4?.nat_1_1]),
  field("instance", "booted_config_id", "config"),
  field("instance", "placement_group_id", "placementGroup"),
  field("instance", "migrating_to_group_id", "placementGroup"),
  field("volume", "linode_id", "instance"),
  field("volume", "config_id", "config"),
  field("ip", "linode_id", "instance"),
  field("ip", "nodebalancer_id", "nodebalancer"),
  inside("ip", "shared_with", "instance", (one) => one.shared_with),
  field("ipv6Range", "linode_id", "instance"),
  inside("ipv6Range", "shared_with", "instance", (one) => one.shared_with),
  field("subnet", "vpc_id", "vpc"),
  field("firewallDevice", "firewall_id", "firewall"),
  field("firewallVersion", "firewall_id", "firewall"),
  ...Object.entries(typedKinds.firewallDevice).map(([type, kind]) => typed("firewallDevice", type, kind)),
  ...Object.entries(typedKinds.lock).map(([type, kind]) => typed("lock", type, kind)),
  field("nodebalancerConfig", "nodebalancer_id", "nodebalancer"),
  field("nodebalancerNode", "nodebalancer_id", "nodebalancer"),
  field("nodebalancerNode", "config_id", "nodebalancerConfig"),
  field("nodebalancerNode", "vpc_config_id", "nodebalancerVpc"),
  field("nodebalancerVpc", "nodebalancer_id", "nodebalancer"),
  field("nodebalancerVpc", "vpc_id", "vpc"),
  field("nodebalancerVpc", "subnet_id", "subnet"),
  inside("nodebalancer", "ipv4", "ip", (one) => [one.ipv4]),
  field("domainEntry", "domain_id", "domain"),
  field("seed", "id", "instance"),
  field("job", "after", "job"),
];

/** Fields that end in `_id` and may name what is gone, with the reason. */
export const loose: Readonly<Record<string, string>> = {
  "seed.stackscript_id": "a host keeps the script it was made with, which may be deleted afterwards",
  "firewallDevice.entity_id": "read by entity_type",
  "lock.entity_id": "read by entity_type",
};

const byTable: Rule[] = table.map(({ from, field: name, to, read }) => ({
  rule: `${from}.${name} is the id of an existing ${to}`,
  check({ store }, tell) {
    for (const record of store.all(from) as Iterable<Entity>) {
      for (const id of read(record, store)) {
        if (id != null && store.get(to, id) === undefined) {
          tell(nameOf(from, record), `names ${nameOf(to, id)}, which is gone`);
        }
      }
    }
  },
}));

export const references: readonly Rule[] = [
  ...byTable,
  {
    rule: "a device or a lock is on a type of thing that can have one",
    check({ store }, tell) {
      for (const kind of ["firewallDevice", "lock"] as const) {
        for (const one of store.all(kind)) {
          if (typedKinds[kind][one.entity_type] === undefined)
            tell(nameOf(kind, one), `is on a ${one.entity_type}`);
        }
      }
    },
  },
  {
    rule: "a Linode has a seed for its host",
    check({ store }, tell) {
      for (const linode of store.all("instance")) {
        if (store.get("seed", linode.id) === undefined) tell(nameOf("instance", linode), "has none");
      }
    },
  },
  {
    rule: "a default firewall exists",
    check({ store }, tell) {
      for (const [slot, id] of Object.entries(
        (store.getMeta("defaultFirewalls") ?? {}) as Record<string, Named>,
      )) {
        if (id != null && store.get("firewall", id) === undefined)
          tell(`default firewall of ${slot}`, `${id} is gone`);
      }
    },
  },
  {
    rule: "a Linode's image is a public one, or was the account's own",
    check({ store }, tell) {
      for (const { id, image } of store.all("instance")) {
        const known = image === null || publicImageById(image) !== undefined || image.startsWith("private/");
        if (!known) tell(nameOf("instance", id), `runs ${image}`);
      }
    },
  },
];
