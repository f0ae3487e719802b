import { type Break, change, copy } from "./break";

const elsewhere = { region: "de-fra-2" };

/** Breaks of what is where. */
export const placed: readonly Break[] = [
  change("what has a region is in one that exists", "vpc", () => ({ region: "nowhere" })),
  change("a volume is in the region of its Linode", "volume", () => elsewhere),
  change("an address is in the region of what has it", "ip", () => elsewhere),
  change(
    "an address is shared within its region",
    "ip",
    (_, { linode }) => ({ ...elsewhere, shared_with: [linode] }),
    (ip, { reserved }) => ip.id === reserved,
  ),
  change("a range of IPv6 addresses is in the region of its Linode", "ipv6Range", () => elsewhere),
  change("an interface's VPC is in the region of its Linode", "vpc", () => elsewhere),
  change(
    "an interface's VLAN exists in the region of its Linode",
    "interface",
    () => ({ label: "other" }),
    (each) => each.purpose === "vlan",
  ),
  change("a placement group is in the region of its Linodes", "placementGroup", () => elsewhere),
  {
    rule: "a placement group has no more Linodes than its region allows",
    broken(store, { linode, group }) {
      const record = store.get("instance", linode);
      if (record === undefined) throw new Error("The sample has no Linode.");
      for (let time = 0; time < 40; time++) {
        store.insert("instance", {
          ...record,
          id: store.nextId(),
          label: `more-${time}`,
          placement_group_id: group,
        });
      }
    },
  },
  change("a NodeBalancer's VPC is in its region", "nodebalancer", () => elsewhere),
  change("a Linode has its plan's specifications", "instance", ({ specs }) => ({
    specs: { ...specs, memory: 1 },
  })),
  change("a bucket is in a region with object storage", "bucket", () => ({ region: "nowhere" })),
  change("a limited key is for buckets where they are", "bucket", () => elsewhere),
];

/** Breaks of how many there may be. */
export const counted: readonly Break[] = [
  copy(
    "a region has 10 VPCs at most",
    "vpc",
    (_, __, store) => ({ label: `more-${store.count("vpc")}` }),
    10,
  ),
  copy(
    "a VPC has 10 subnets at most",
    "subnet",
    (_, __, store) => ({ label: `more-${store.count("subnet")}` }),
    10,
  ),
  copy("a region has 10 VLANs at most", "vlan", undefined, 10),
  copy("an account has 100 object storage keys at most", "objectStorageKey", undefined, 100),
  copy("a configuration, or a Linode itself, has 3 interfaces at most", "interface", undefined, 3),
  change("the interfaces of a configuration have positions from 0 on", "interface", () => ({ position: 7 })),
  copy("a configuration has one public and one primary interface at most", "interface", (_, { config }) => ({
    config_id: config,
    purpose: "public" as const,
  })),
  copy(
    "a Linode has as many volumes as it has GiB of memory, at least 8 and at most 64",
    "volume",
    undefined,
    9,
  ),
  copy("a NodeBalancer listens once on a port", "nodebalancerConfig"),
];
