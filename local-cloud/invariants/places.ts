import { catalog, regionById, typeById } from "../catalog";
import type { Kind, Kinds } from "../core/kinds";
import type { Store } from "../core/store";
import { forEach, groupBy, nameOf, type Rule } from "./rule";

/** Says that two things are in different regions, if they are. */
function apart(region: string | undefined, other: string | undefined, name: string): string | undefined {
  if (region === undefined || other === undefined || region === other) return undefined;
  return `is in ${region}, ${name} in ${other}`;
}

function regionOf(
  store: Store,
  kind: "instance" | "nodebalancer" | "vpc" | "placementGroup",
  id: number | null,
) {
  return id === null ? undefined : store.get(kind, id)?.region;
}

/** Kinds with a region of their own, except buckets: object storage has a rule to itself, below. */
type Regional = Exclude<{ [K in Kind]: Kinds[K] extends { region: string } ? K : never }[Kind], "bucket">;

/** Those kinds; as fields, so that the compiler asks for one that is missing. */
const regional: Readonly<Record<Regional, true>> = {
  instance: true,
  backup: true,
  volume: true,
  nodebalancer: true,
  vpc: true,
  placementGroup: true,
  ip: true,
  ipv6Range: true,
  vlan: true,
};

/** Where things are. */
export const places: readonly Rule[] = [
  {
    rule: "what has a region is in one that exists",
    check({ store }, tell) {
      for (const kind of Object.keys(regional) as Regional[]) {
        for (const one of store.all(kind)) {
          if (regionById(one.region) === undefined) tell(nameOf(kind, one), `is in ${one.region}`);
        }
      }
    },
  },
  forEach("volume", "a volume is in the region of its Linode", (one, store) =>
    apart(one.region, regionOf(store, "instance", one.linode_id), `Linode ${one.linode_id}`),
  ),
  forEach(
    "ip",
    "an address is in the region of what has it",
    (one, store) =>
      apart(one.region, regionOf(store, "instance", one.linode_id), `Linode ${one.linode_id}`) ??
      apart(
        one.region,
        regionOf(store, "nodebalancer", one.nodebalancer_id),
        `NodeBalancer ${one.nodebalancer_id}`,
      ),
  ),
  forEach("ip", "an address is shared within its region", (one, store) => {
    for (const id of one.shared_with) {
      const what = apart(one.region, regionOf(store, "instance", id), `Linode ${id}`);
      if (what !== undefined) return what;
    }
    return undefined;
  }),
  forEach("ipv6Range", "a range of IPv6 addresses is in the region of its Linode", (one, store) =>
    apart(one.region, regionOf(store, "instance", one.linode_id), `Linode ${one.linode_id}`),
  ),
  forEach("interface", "an interface's VPC is in the region of its Linode", (one, store) =>
    apart(
      regionOf(store, "instance", one.instance_id),
      regionOf(store, "vpc", one.vpc_id),
      `VPC ${one.vpc_id}`,
    ),
  ),
  forEach("interface", "an interface's VLAN exists in the region of its Linode", (one, store) => {
    const region = regionOf(store, "instance", one.instance_id);
    if (one.purpose !== "vlan" || region === undefined) return undefined;
    return store.get("vlan", `${region}/${one.label}`) === undefined
      ? `is in ${one.label}, which ${region} hasn't`
      : undefined;
  }),
  forEach("instance", "a placement group is in the region of its Linodes", (one, store) =>
    apart(
      one.region,
      regionOf(store, "placementGroup", one.placement_group_id),
      `placement group ${one.placement_group_id}`,
    ),
  ),
  {
    rule: "a placement group has no more Linodes than its region allows",
    check({ store }, tell) {
      for (const [id, members] of groupBy(store.all("instance"), (one) => one.placement_group_id)) {
        const region = regionById(store.get("placementGroup", id)?.region ?? "");
        const limit = region?.placement_group_limits.maximum_linodes_per_pg ?? Number.POSITIVE_INFINITY;
        if (members.length > limit) tell(nameOf("placementGroup", id), `has ${members.length} of ${limit}`);
      }
    },
  },
  forEach("nodebalancerVpc", "a NodeBalancer's VPC is in its region", (one, store) =>
    apart(
      regionOf(store, "nodebalancer", one.nodebalancer_id),
      regionOf(store, "vpc", one.vpc_id),
      `VPC ${one.vpc_id}`,
    ),
  ),
  forEach("instance", "a Linode has its plan's specifications", (one) => {
    const plan = typeById(one.type);
    if (plan === undefined) return `has the plan ${one.type}, which doesn't exist`;
    const { disk, memory, vcpus } = one.specs;
    const same = disk === plan.disk && memory === plan.memory && vcpus === plan.vcpus;
    return same ? undefined : `has ${vcpus} CPUs, ${memory} MB, ${disk} MB of disk on ${one.type}`;
  }),
  forEach("bucket", "a bucket is in a region with object storage", (one) =>
    catalog.storageEndpoints.some(({ region }) => region === one.region) ||
    regionById(one.region)?.capabilities.includes("Object Storage")
      ? undefined
      : `is in ${one.region}`,
  ),
  forEach("objectStorageKey", "a limited key is for buckets where they are", (key, store) => {
    for (const { bucket_name, region } of key.bucket_access ?? []) {
      const what = apart(region, store.get("bucket", bucket_name)?.region, `bucket ${bucket_name}`);
      if (what !== undefined) return what;
    }
    return undefined;
  }),
];
