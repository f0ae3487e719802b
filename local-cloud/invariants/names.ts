import { forEach, type Rule, unique } from "./rule";

/** What may exist under one name only once. */
export const names: readonly Rule[] = [
  unique("instance", "a Linode's label is unique", (one) => one.label),
  unique("volume", "a volume's label is unique", (one) => one.label),
  unique("firewall", "a firewall's label is unique", (one) => one.label),
  unique("nodebalancer", "a NodeBalancer's label is unique", (one) => one.label),
  unique("placementGroup", "a placement group's label is unique", (one) => one.label),
  unique("vpc", "a VPC's label is unique", (one) => one.label),
  unique("subnet", "a subnet's label is unique in its VPC", (one) => `${one.vpc_id}/${one.label}`),
  unique("domain", "a domain exists once", (one) => one.domain.toLowerCase()),
  unique("objectStorageKey", "an access key is unique", (one) => one.access_key),
  unique("token", "a token is unique", (one) => one.digest),
  forEach("bucket", "a bucket is known by its label", (one) =>
    one.id === one.label ? undefined : `is labelled ${one.label}`,
  ),
  forEach("vlan", "a VLAN is known by its region and label", (one) =>
    one.id === `${one.region}/${one.label}` ? undefined : `is ${one.label} in ${one.region}`,
  ),
  {
    rule: "a label is never empty",
    check({ store }, tell) {
      for (const kind of [
        "instance",
        "volume",
        "firewall",
        "nodebalancer",
        "vpc",
        "subnet",
        "config",
      ] as const) {
        for (const one of store.all(kind))
          if (one.label === "") tell(`${kind} ${one.id}`, "has an empty label");
      }
    },
  },
];
