import type { Kind, Kinds } from "../core/kinds";
import { groupBy, nameOf, type Rule } from "./rule";

/** Makes a rule that no group of records is larger than a limit. */
function atMost<K extends Kind>(
  kind: K,
  limit: number,
  rule: string,
  keyOf: (record: Kinds[K]) => string | number | null,
): Rule {
  return {
    rule,
    check({ store }, tell) {
      for (const [key, group] of groupBy(store.all(kind), keyOf)) {
        if (group.length > limit) tell(String(key), `has ${group.length} of ${limit}`);
      }
    },
  };
}

/** How many there may be; figures of the older documentation (VPCs, subnets, VLANs), of techdocs, and of the manager. */
export const quotas: readonly Rule[] = [
  atMost("vpc", 10, "a region has 10 VPCs at most", (one) => one.region),
  atMost("subnet", 10, "a VPC has 10 subnets at most", (one) => nameOf("vpc", one.vpc_id)),
  atMost("vlan", 10, "a region has 10 VLANs at most", (one) => one.region),
  atMost("objectStorageKey", 100, "an account has 100 object storage keys at most", () => "account"),
  atMost("interface", 3, "a configuration, or a Linode itself, has 3 interfaces at most", (one) =>
    one.config_id === null ? nameOf("instance", one.instance_id) : nameOf("config", one.config_id),
  ),
  {
    rule: "the interfaces of a configuration have positions from 0 on",
    check({ store }, tell) {
      for (const [id, group] of groupBy(store.all("interface"), (one) => one.config_id)) {
        const positions = group.map((one) => one.position).sort((a, b) => a - b);
        if (positions.some((position, index) => position !== index)) {
          tell(nameOf("config", id), `has ${positions.join(", ")}`);
        }
      }
    },
  },
  {
    rule: "a configuration has one public and one primary interface at most",
    check({ store }, tell) {
      for (const [id, group] of groupBy(store.all("interface"), (one) => one.config_id)) {
        const publics = group.filter((one) => one.purpose === "public").length;
        const primaries = group.filter((one) => one.primary).length;
        if (publics > 1) tell(nameOf("config", id), `has ${publics} public ones`);
        if (primaries > 1) tell(nameOf("config", id), `has ${primaries} primary ones`);
      }
    },
  },
  {
    rule: "a Linode has as many volumes as it has GiB of memory, at least 8 and at most 64",
    check({ store }, tell) {
      for (const [id, volumes] of groupBy(store.all("volume"), (one) => one.linode_id)) {
        const memory = store.get("instance", id)?.specs.memory ?? Number.POSITIVE_INFINITY;
        const limit = Math.min(64, Math.max(8, Math.floor(memory / 1024)));
        if (volumes.length > limit) tell(nameOf("instance", id), `has ${volumes.length} of ${limit}`);
      }
    },
  },
  {
    rule: "a NodeBalancer listens once on a port",
    check({ store }, tell) {
      const keyOf = (port: { nodebalancer_id: number; port: number; protocol: string }): string =>
        `NodeBalancer ${port.nodebalancer_id} port ${port.port} ${port.protocol === "udp" ? "UDP" : "TCP"}`;
      for (const [key, group] of groupBy(store.all("nodebalancerConfig"), keyOf)) {
        if (group.length > 1)
          tell(key, `is that of configurations ${group.map((one) => one.id).join(" and ")}`);
      }
    },
  },
];
