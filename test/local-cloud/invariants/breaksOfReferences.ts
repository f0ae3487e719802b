import type { Entity, Kind } from "../../../local-cloud/core/kinds";
import type { Store } from "../../../local-cloud/core/store";
import { table } from "../../../local-cloud/invariants/references";
import type { Break } from "./break";
import type { Sample } from "./sample";

/** An id that nothing has. */
const nobody = 9_999_999;

type Broken = (store: Store, sample: Sample) => void;

function first<T>(rows: Iterable<T>): T {
  for (const row of rows) return row;
  throw new Error("The sample lacks something. Mend test/local-cloud/invariants/sample.ts.");
}

/** References that aren't a field by themselves. */
const deep: Readonly<Record<string, Broken>> = {
  "config.devices.disk_id": (store) => {
    const config = first(store.all("config"));
    const devices = { ...config.devices, sdh: { disk_id: nobody, volume_id: null } };
    store.patch("config", config.id, { devices });
  },
  "config.devices.volume_id": (store) => {
    const config = first(store.all("config"));
    const devices = { ...config.devices, sdh: { disk_id: null, volume_id: nobody } };
    store.patch("config", config.id, { devices });
  },
  "interface.ipv4.nat_1_1": (store, { interface: id }) =>
    store.patch("interface", id, { ipv4: { vpc: "10.1.0.9", nat_1_1: "203.0.113.250" } }),
  "ip.shared_with": (store, { address }) => store.patch("ip", address, { shared_with: [nobody] }),
  "ipv6Range.shared_with": (store) =>
    store.patch("ipv6Range", first(store.all("ipv6Range")).id, { shared_with: [nobody] }),
  "nodebalancer.ipv4": (store, { balancer }) =>
    store.patch("nodebalancer", balancer, { ipv4: "203.0.113.250" }),
  "seed.id": (store, { linode }) => {
    const seed = store.get("seed", linode);
    if (seed !== undefined) store.insert("seed", { ...seed, id: nobody });
  },
  "job.after": (store, { linode }) =>
    store.insert("job", {
      id: store.nextId(),
      action: "linode_boot",
      kind: "instance",
      entityId: linode,
      startsAt: 0,
      endsAt: 1,
      after: nobody,
      details: {},
    }),
};

/** `firewallDevice.entity_id (linode)` */
function typed(kind: Kind, type: string): Broken {
  return (store) => {
    const record = first(store.all(kind) as Iterable<Entity>);
    store.insert(kind, { ...record, id: store.nextId(), entity_type: type, entity_id: nobody } as never);
  };
}

function plain(kind: Kind, field: string): Broken {
  return (store) => {
    const record = first(store.all(kind) as Iterable<Entity>);
    store.patch(kind, record.id, { [field]: nobody } as never);
  };
}

export const references: readonly Break[] = [
  ...table.map(({ from, field, to }) => {
    const type = /\((\w+)\)/.exec(field)?.[1];
    return {
      rule: `${from}.${field} is the id of an existing ${to}`,
      broken: deep[`${from}.${field}`] ?? (type === undefined ? plain(from, field) : typed(from, type)),
    };
  }),
  {
    rule: "a device or a lock is on a type of thing that can have one",
    broken: typed("lock", "moon"),
  },
  { rule: "a Linode has a seed for its host", broken: (store, { linode }) => store.remove("seed", linode) },
  {
    rule: "a default firewall exists",
    broken: (store) => store.setMeta("defaultFirewalls", { linode: nobody }),
  },
  {
    rule: "a Linode's image is a public one, or was the account's own",
    broken: (store, { linode }) => store.patch("instance", linode, { image: "linode/none" }),
  },
];
