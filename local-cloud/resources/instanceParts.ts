import { createHash } from "node:crypto";
import { busy } from "../core/errors";
import type { World } from "../core/world";
import { type ConfigRecord, newConfig, removeConfig } from "./configs";
import { addDisk, removeDisk } from "./disks";
import { removeDevicesOf } from "./firewallDevices";
import { requireImage } from "./images";
import { removeBackups } from "./instanceBackups";
import { instanceReference, jobsOf } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { endSharing } from "./ipAssignments";
import { releaseIp } from "./ips";
import { removeLinodeInterfaces } from "./linodeInterfaceParts";
import { refuseLocked } from "./locks";
import { forgetVolume } from "./volumeDevices";

/** Default size of a swap disk, MB. */
const defaultSwap = 512;

/** Jobs during which a Linode can't be deleted, as documented. */
const undeletable = ["linode_clone", "backups_restore"];

/** Lays out the disks and the configuration that an image brings. */
export function addImageDisks(
  world: World,
  linode: InstanceRecord,
  image: string,
  options: {
    swap?: number | undefined;
    bootSize?: number | undefined;
    kernel?: string | undefined;
    /** MB to lay out, by default all of the plan's. */
    space?: number | undefined;
  } = {},
): ConfigRecord {
  const { label: name, size: used } = requireImage(world, image, "image");
  const swap = options.swap ?? defaultSwap;
  const size = options.bootSize ?? (options.space ?? linode.specs.disk) - swap;
  const boot = addDisk(world, linode, { label: `${name} Disk`, size, used });
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
  for (const disk of world.store.where("disk", "instance_id", linode.id)) removeDisk(world, disk);
}

/** Throws while a Linode may not be deleted: it is locked, or being copied or restored. */
export function requireDeletable(world: World, linode: InstanceRecord): void {
  refuseLocked(world, "linode", linode.id, "whole");
  if (jobsOf(world, linode).some((job) => undeletable.includes(job.action))) throw busy();
}

/** Takes a Linode's parts along when it is deleted, and begins the event that tells of it. */
export function dismantle(world: World, linode: InstanceRecord): void {
  world.jobs.cancel("instance", linode.id);
  removeDisks(world, linode);
  removeLinodeInterfaces(world, linode);
  removeBackups(world, linode);
  for (const volume of world.store.where("volume", "linode_id", linode.id)) forgetVolume(world, volume);
  for (const ip of world.store.where("ip", "linode_id", linode.id)) releaseIp(world, ip);
  for (const range of world.store.where("ipv6Range", "linode_id", linode.id))
    world.store.remove("ipv6Range", range.id);
  world.store.remove("ipv6Name", world.addresses.ipv6(linode.id));
  endSharing(world, linode.id);
  removeDevicesOf(world, "linode", linode.id);
  world.store.remove("seed", linode.id);
  world.scriptData.delete(linode.id);
  world.boots.delete(linode.id);
  world.jobs.start({ action: "linode_delete", kind: "instance", entity: instanceReference(linode) });
}

/** A stable name for the machine that a Linode would be on. */
export function hostUuid(id: number): string {
  return createHash("sha1").update(`host ${id}`).digest("hex");
}
