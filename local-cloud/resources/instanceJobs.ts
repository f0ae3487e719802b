import type { JobType } from "../core/jobs";
import type { Json } from "../core/json";
import type { Id, JobRecord } from "../core/kinds";
import type { World } from "../core/world";
import { configReference } from "./configs";
import { backupJobs, unscheduled } from "./instanceBackups";
import { instanceReference } from "./instanceRules";
import { type InstanceRecord, specsOf } from "./instances";
import { endSharing } from "./ipAssignments";
import { allocateIp, releaseIp } from "./ips";
import { requireVlan } from "./vlans";

/** The configuration to boot: the one named, the last booted, or the oldest. */
export function bootConfig(world: World, linode: InstanceRecord, named?: number): number | undefined {
  const own = world.store.where("config", "instance_id", linode.id).map((config) => config.id);
  if (named !== undefined) return own.includes(named) ? named : undefined;
  return linode.booted_config_id !== null && own.includes(linode.booted_config_id)
    ? linode.booted_config_id
    : own[0];
}

/** Starts a job that ends with the Linode running a configuration; `after` is the job that it waits for. */
export function startBoot(
  world: World,
  linode: InstanceRecord,
  action: "linode_boot" | "linode_reboot",
  configId: number,
  after?: Id,
): void {
  const config = world.store.get("config", configId);
  if (after === undefined) {
    world.store.patch("instance", linode.id, { status: statusOf[action], booted_config_id: configId });
  }
  world.jobs.start({
    action,
    kind: "instance",
    entity: instanceReference(linode),
    secondary: config === undefined ? null : configReference(config),
    details: { config: configId },
    ...(after === undefined ? {} : { after }),
  });
}

const statusOf = { linode_boot: "booting", linode_reboot: "rebooting" } as const;

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

/** A job that fails leaves its Linode powered off, with what it had. */
function leaveOffline(world: World, job: JobRecord): void {
  readyDisks(world, job.entityId);
  settle(world, job.entityId, { status: "offline" });
}

/** Backups are to be planned as soon as the Linode is being made (recorded). */
function planBackups(world: World, id: Id): void {
  const linode = world.store.get("instance", Number(id));
  if (linode?.backups.enabled !== true) return;
  settle(world, id, { backups: { ...linode.backups, day: unscheduled, window: unscheduled } });
}

/** Backups are possible once the Linode is there, and has been booted where it is to be (recorded: some time after). */
function allowBackups(world: World, id: Id): void {
  const linode = world.store.get("instance", Number(id));
  if (linode?.backups.enabled !== true || linode.backups.available) return;
  const boots = world.jobs.running("instance", linode.id).some((job) => job.action === "linode_boot");
  if (!boots) settle(world, id, { backups: { ...linode.backups, available: true } });
}

const creation = {
  begin: (world: World, job: JobRecord): void => planBackups(world, job.entityId),
  finish: (world: World, job: JobRecord): void => {
    finishOffline(world, job.entityId, false);
    allowBackups(world, job.entityId);
  },
  fail: leaveOffline,
};

/** A trap: a Linode that changes region gets new public addresses, as it does at Linode; its private one goes along. */
function finishMigration(world: World, id: Id, region: Json | undefined, boot: Json | undefined): void {
  const linode = world.store.get("instance", Number(id));
  if (linode === undefined) return;
  if (typeof region !== "string" || region === linode.region) {
    finishOffline(world, id, boot);
    return;
  }
  for (const ip of world.store.where("ip", "linode_id", linode.id)) {
    releaseIp(world, ip);
    allocateIp(world, { region, public: ip.public, linode_id: linode.id });
  }
  for (const range of world.store.where("ipv6Range", "linode_id", linode.id)) {
    world.store.remove("ipv6Range", range.id);
  }
  endSharing(world, linode.id);
  for (const one of world.store.where("interface", "instance_id", linode.id)) {
    if (one.purpose === "vlan") requireVlan(world, region, one.label ?? "", "region");
  }
  const group = { placement_group_id: linode.migrating_to_group_id, migrating_to_group_id: null };
  finishOffline(world, id, boot, { region, ...group });
}

/** Gives a Linode its new plan, and its main disk the new size where that was asked for. */
function finishResize(world: World, job: JobRecord): void {
  const { type, disk, size, boot } = job.details;
  if (typeof disk === "number" && typeof size === "number") world.store.patch("disk", disk, { size });
  const plan = typeof type === "string" ? { type, specs: specsOf(type) } : {};
  finishOffline(world, job.entityId, boot, plan);
}

/** A Linode says that it runs a moment before its job ends, and is busy until then (recorded). */
const toRunning: JobType<World> = {
  seconds: 24,
  settle: (world, job) => void settle(world, job.entityId, { status: "running" }),
  finish: (world, job) => {
    settle(world, job.entityId, { status: "running" });
    allowBackups(world, job.entityId);
  },
  fail: (world, job) => {
    leaveOffline(world, job);
    allowBackups(world, job.entityId);
  },
};

function booting(status: InstanceRecord["status"]): (world: World, job: JobRecord) => void {
  return (world, job) => {
    const linode = world.store.get("instance", Number(job.entityId));
    if (linode === undefined) return;
    // The configuration may have been deleted while the job waited.
    const { config } = job.details;
    const named = typeof config === "number" ? bootConfig(world, linode, config) : undefined;
    world.boots.set(linode.id, (world.boots.get(linode.id) ?? 0) + 1);
    settle(world, job.entityId, { status, booted_config_id: named ?? bootConfig(world, linode) ?? null });
  };
}

/** How long recorded jobs took, rounded; `linode_create_empty` is the shorter job of a Linode without an image. */
export const instanceJobs: Readonly<Record<string, JobType<World>>> = {
  linode_create: { seconds: 51, ...creation },
  linode_create_empty: { event: "linode_create", seconds: 4, ...creation },
  linode_boot: { ...toRunning, begin: booting("booting") },
  linode_reboot: { ...toRunning, seconds: 30, begin: booting("rebooting") },
  linode_rescue: { ...toRunning, event: "linode_boot", begin: booting("booting") },
  linode_shutdown: {
    seconds: 28,
    finish: leaveOffline,
    fail: (world, job) => void settle(world, job.entityId, { status: "running" }),
  },
  linode_rebuild: {
    seconds: 47,
    finish: finishResize,
    fail: leaveOffline,
  },
  linode_migrate_datacenter: {
    seconds: 180,
    finish: (world, job) => finishMigration(world, job.entityId, job.details.region, job.details.boot),
    fail: (world, job) =>
      void settle(world, job.entityId, { status: "offline", migrating_to_group_id: null }),
  },
  linode_resize: { seconds: 90, finish: finishResize, fail: leaveOffline },
  linode_mutate: { seconds: 90, finish: finishResize, fail: leaveOffline },
  linode_clone: {
    seconds: 110,
    finish: (world, job) => finishOffline(world, Number(job.details.target), false),
    fail: (world, job) => finishOffline(world, Number(job.details.target), false),
  },
  linode_delete: { seconds: 5 },
  password_reset: { seconds: 5 },
  ...backupJobs,
};
