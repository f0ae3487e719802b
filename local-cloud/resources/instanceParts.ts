import { createHash } from "node:crypto";
import type { World } from "../core/world";
import { type ConfigRecord, newConfig, removeConfig } from "./configs";
import { addDisk } from "./disks";
import { removeDevicesOf } from "./firewallDevices";
import { requireImage } from "./images";
import { instanceReference } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { releaseIp } from "./ips";

/** Default size of a swap disk, MB. */
const defaultSwap = 512;

/** Lays out the disks and the configuration that an image brings. */
export function addImageDisks(
  world: World,
  linode: InstanceRecord,
  image: string,
  options: { swap?: number | undefined; bootSize?: number | undefined; kernel?: string | undefined } = {},
): ConfigRecord {
  const name = requireImage(world, image, "image").label;
  const swap = options.swap ?? defaultSwap;
  const size = options.bootSize ?? linode.specs.disk - swap;
  const boot = addDisk(world, linode, { label: `${name} Disk`, size });
  const devices = { sda: { disk_id: boot.id, volume_id: null } };
  const swapDevice =
    swap === 0
      ? {}
      : {
          sdb: {
            disk_id: addDisk(world, linode, {
              label: `${swap} MB Swap Image`,
              size: swap,
              filesystem: "swap",
            }).id,
            volume_id: null,
          },
        };
  const config = newConfig(world, linode.id, {
    label: `My ${name} Disk Profile`,
    kernel: options.kernel ?? "linode/grub2",
  });
  return world.store.insert("config", {
    ...config,
    devices: { ...config.devices, ...devices, ...swapDevice },
  });
}

/** Removes disks and configurations. */
export function removeDisks(world: World, linode: InstanceRecord): void {
  for (const config of world.store.where("config", "instance_id", linode.id)) removeConfig(world, config);
  for (const disk of world.store.where("disk", "instance_id", linode.id)) world.store.remove("disk", disk.id);
}

/** Takes a Linode's parts along when it is deleted, and begins the event that tells of it. */
export function dismantle(world: World, linode: InstanceRecord): void {
  world.jobs.cancel("instance", linode.id);
  removeDisks(world, linode);
  for (const volume of world.store.where("volume", "linode_id", linode.id)) {
    world.store.patch("volume", volume.id, { linode_id: null, config_id: null });
  }
  for (const ip of world.store.where("ip", "linode_id", linode.id)) releaseIp(world, ip);
  for (const range of world.store.where("ipv6Range", "linode_id", linode.id))
    world.store.remove("ipv6Range", range.id);
  removeDevicesOf(world, "linode", linode.id);
  world.store.remove("seed", linode.id);
  world.jobs.start({ action: "linode_delete", kind: "instance", entity: instanceReference(linode) });
}

/** A stable name for the machine that a Linode would be on. */
export function hostUuid(id: number): string {
  return createHash("sha1").update(`host ${id}`).digest("hex");
}
