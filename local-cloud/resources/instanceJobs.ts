import type { JobType } from "../core/jobs";
import type { Json } from "../core/json";
import type { Id } from "../core/kinds";
import type { World } from "../core/world";
import { configReference } from "./configs";
import { instanceReference } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { specsOf } from "./instances";
import { allocateIp, releaseIp } from "./ips";

/** The configuration to boot: the one named, the last booted, or the oldest. */
export function bootConfig(world: World, linode: InstanceRecord, named?: number): number | undefined {
  const own = world.store.where("config", "instance_id", linode.id).map((config) => config.id);
  if (named !== undefined) return own.includes(named) ? named : undefined;
  return linode.booted_config_id !== null && own.includes(linode.booted_config_id)
    ? linode.booted_config_id
    : own[0];
}

/** Starts a job that ends with the Linode running a configuration. */
export function startBoot(
  world: World,
  linode: InstanceRecord,
  action: "linode_boot" | "linode_reboot",
  configId: number,
): void {
  const config = world.store.get("config", configId);
  world.store.patch("instance", linode.id, {
    status: action === "linode_boot" ? "booting" : "rebooting",
    booted_config_id: configId,
  });
  world.jobs.start({
    action,
    kind: "instance",
    entity: instanceReference(linode),
    secondary: config === undefined ? null : configReference(config),
  });
}

function settle(world: World, id: Id, changes: Partial<InstanceRecord>): InstanceRecord | undefined {
  return world.store.patch("instance", Number(id), changes);
}

function readyDisks(world: World, id: Id): void {
  for (const disk of world.store.where("disk", "instance_id", Number(id))) {
    if (disk.status === "not ready") world.store.patch("disk", disk.id, { status: "ready" });
  }
}

/** Leaves a Linode offline, or boots it again if it ran before. */
function finishOffline(
  world: World,
  id: Id,
  boot: Json | undefined,
  changes: Partial<InstanceRecord> = {},
): void {
  readyDisks(world, id);
  const linode = settle(world, id, { ...changes, status: "offline" });
  if (linode === undefined || boot !== true) return;
  const config = bootConfig(world, linode);
  if (config !== undefined) startBoot(world, linode, "linode_boot", config);
}

/** A Linode that changes region gets new public addresses, as it does at Linode; its private one goes along. */
function finishMigration(world: World, id: Id, region: Json | undefined, boot: Json | undefined): void {
  const linode = world.store.get("instance", Number(id));
  if (linode === undefined) return;
  if (typeof region === "string" && region !== linode.region) {
    for (const ip of world.store.where("ip", "linode_id", linode.id)) {
      releaseIp(world, ip);
      allocateIp(world, { region, public: ip.public, linode_id: linode.id });
    }
    finishOffline(world, id, boot, { region });
  } else finishOffline(world, id, boot);
}

const toRunning: JobType<World> = {
  seconds: 24,
  finish: (world, job) => void settle(world, job.entityId, { status: "running" }),
};

/** How long recorded jobs took, rounded; `linode_create_empty` is the shorter job of a Linode without an image. */
export const instanceJobs: Readonly<Record<string, JobType<World>>> = {
  linode_create: {
    seconds: 51,
    finish: (world, job) => finishOffline(world, job.entityId, job.details.boot),
  },
  linode_create_empty: {
    event: "linode_create",
    seconds: 4,
    finish: (world, job) => finishOffline(world, job.entityId, false),
  },
  linode_boot: toRunning,
  linode_reboot: { ...toRunning, seconds: 30 },
  linode_shutdown: {
    seconds: 28,
    finish: (world, job) => void settle(world, job.entityId, { status: "offline" }),
  },
  linode_rebuild: {
    seconds: 47,
    finish: (world, job) => finishOffline(world, job.entityId, job.details.boot),
  },
  linode_migrate: {
    seconds: 120,
    finish: (world, job) => finishOffline(world, job.entityId, job.details.boot),
  },
  linode_migrate_datacenter: {
    seconds: 180,
    finish: (world, job) => finishMigration(world, job.entityId, job.details.region, job.details.boot),
  },
  linode_resize: {
    seconds: 90,
    finish: (world, job) => {
      const type = String(job.details.type);
      const { disk, size } = job.details;
      if (typeof disk === "number" && typeof size === "number") world.store.patch("disk", disk, { size });
      finishOffline(world, job.entityId, job.details.boot, { type, specs: specsOf(type) });
    },
  },
  linode_clone: {
    seconds: 110,
    finish: (world, job) => finishOffline(world, Number(job.details.target), false),
  },
  linode_delete: { seconds: 5 },
};
