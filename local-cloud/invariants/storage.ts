import { forEach, groupBy, nameOf, type Rule } from "./rule";

/** What is in the slots of a configuration, empty ones left out. */
function devicesOf(config: {
  devices: Readonly<Record<string, { disk_id: number | null; volume_id: number | null } | null>>;
}) {
  return Object.values(config.devices).filter((device) => device !== null);
}

/** Disks and volumes. */
export const storage: readonly Rule[] = [
  {
    rule: "a Linode's disks fit its plan",
    check({ store }, tell) {
      for (const [id, disks] of groupBy(store.all("disk"), (disk) => disk.instance_id)) {
        const linode = store.get("instance", id);
        const used = disks.reduce((sum, disk) => sum + disk.size, 0);
        if (linode !== undefined && used > linode.specs.disk) {
          tell(nameOf("instance", id), `has ${used} MB on disks of ${linode.specs.disk}`);
        }
      }
    },
  },
  forEach("disk", "a disk has a size", (disk) =>
    Number.isInteger(disk.size) && disk.size > 0 ? undefined : `has ${disk.size} MB`,
  ),
  forEach("volume", "a volume has 10 to 16,384 GB", (volume) =>
    volume.size >= 10 && volume.size <= 16_384 ? undefined : `has ${volume.size} GB`,
  ),
  forEach("config", "a device of a configuration is either a disk or a volume", (config) => {
    const both = devicesOf(config).filter((one) => (one.disk_id === null) === (one.volume_id === null));
    return both.length === 0 ? undefined : "has one that is both or neither";
  }),
  forEach("config", "a disk or volume is in one place of a configuration", (config) => {
    const ids = devicesOf(config).map((one) => one.disk_id ?? one.volume_id);
    return new Set(ids).size === ids.length ? undefined : `has ${ids.join(", ")}`;
  }),
  {
    rule: "a volume is on one Linode",
    check({ store }, tell) {
      for (const config of store.all("config")) {
        for (const { volume_id } of devicesOf(config)) {
          const volume = volume_id === null ? undefined : store.get("volume", volume_id);
          if (volume === undefined || volume.linode_id === config.instance_id) continue;
          tell(
            nameOf("volume", volume),
            `is attached to Linode ${volume.linode_id}, and in configuration ${config.id} of Linode ${config.instance_id}`,
          );
        }
      }
    },
  },
];
