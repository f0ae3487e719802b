import { z } from "zod";
import type { Action, Call } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { JobType } from "../core/jobs";
import type { Entity } from "../core/kinds";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { type ConfigRecord, newConfig } from "./configs";
import { addDisk, removeDisk, requireSpace } from "./disks";
import { removeDisks } from "./instanceParts";
import { instanceReference, requireIdle } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { id } from "./shared";

/** A configuration as a backup keeps it: disks by their place in the backup's list. */
type SavedConfig = Pick<
  ConfigRecord,
  "label" | "kernel" | "root_device" | "helpers" | "run_level" | "virt_mode"
> & {
  disks: { slot: string; index: number }[];
};

/** A snapshot of a Linode's disks and configurations. */
export interface BackupRecord extends Entity {
  id: number;
  instance_id: number;
  region: string;
  status: "pending" | "running" | "successful" | "failed";
  created: string;
  updated: string;
  finished: string | null;
  label: string;
  configs: SavedConfig[];
  disks: { label: string; size: number; filesystem: string }[];
}

declare module "../core/kinds" {
  interface Kinds {
    backup: BackupRecord;
  }
}

/** What the schedule says until the platform has chosen a time, recorded. */
export const unscheduled = "Scheduling";

function view(backup: BackupRecord): unknown {
  const { instance_id: _, configs, disks, ...shown } = backup;
  return {
    ...shown,
    type: "snapshot",
    available: true,
    configs: configs.map((config) => config.label),
    disks,
  };
}

function backupsOf(world: World, linode: InstanceRecord): BackupRecord[] {
  return world.store.where("backup", "instance_id", linode.id);
}

/** Removes a Linode's backups, as the platform does when the service is cancelled or the Linode deleted. */
export function removeBackups(world: World, linode: InstanceRecord): void {
  for (const backup of backupsOf(world, linode)) world.store.remove("backup", backup.id);
}

function list(call: Call, linode: InstanceRecord): unknown {
  const all = backupsOf(call.world, linode);
  const last = (keep: (backup: BackupRecord) => boolean): unknown => {
    const found = all.filter(keep).at(-1);
    return found === undefined ? null : view(found);
  };
  return {
    automatic: [],
    snapshot: {
      current: last((one) => one.status === "successful"),
      in_progress: last((one) => one.status === "pending" || one.status === "running"),
    },
  };
}

function find(call: Call, linode: InstanceRecord): BackupRecord {
  const backup = call.world.store.get("backup", Number(call.params.backup));
  if (backup?.instance_id !== linode.id) throw notFound();
  return backup;
}

/** Enabling them twice is no error (recorded). */
function enable(call: Call, linode: InstanceRecord): unknown {
  if (linode.backups.enabled) return {};
  const backups = {
    ...linode.backups,
    enabled: true,
    available: true,
    day: unscheduled,
    window: unscheduled,
  };
  call.world.store.patch("instance", linode.id, { backups });
  call.world.jobs.notify({ action: "backups_enable", kind: "instance", entity: instanceReference(linode) });
  return {};
}

function cancel(call: Call, linode: InstanceRecord): unknown {
  removeBackups(call.world, linode);
  const backups = { enabled: false, available: false, day: null, window: null, last_successful: null };
  call.world.store.patch("instance", linode.id, { backups });
  call.world.jobs.notify({ action: "backups_cancel", kind: "instance", entity: instanceReference(linode) });
  return {};
}

const snapshotSchema = z.object({
  label: z.string().min(1, "Length must be 1-255 characters").max(255, "Length must be 1-255 characters"),
});

function snapshot(call: Call, linode: InstanceRecord): unknown {
  const input = validate(snapshotSchema, call.body);
  const { store, clock, jobs } = call.world;
  if (!linode.backups.enabled) throw invalid("Backups are not enabled for this Linode");
  requireIdle(call.world, linode);
  const now = clock.timestamp();
  const backup = store.insert("backup", {
    id: store.nextId(),
    instance_id: linode.id,
    region: linode.region,
    status: "pending",
    created: now,
    updated: now,
    finished: null,
    label: input.label,
    configs: [],
    disks: [],
  });
  jobs.start({
    action: "linode_snapshot",
    kind: "instance",
    entity: instanceReference(linode),
    details: { backup: backup.id },
  });
  return view(backup);
}

/** Takes down what there is; the snapshot before goes, as a Linode has one. */
function finishSnapshot(world: World, linode: InstanceRecord, backupId: number): void {
  const disks = world.store.where("disk", "instance_id", linode.id);
  const place = new Map(disks.map((disk, index) => [disk.id, index]));
  const configs = world.store.where("config", "instance_id", linode.id).map((config) => {
    const { label, kernel, root_device, helpers, run_level, virt_mode } = config;
    const own = Object.entries(config.devices).flatMap(([slot, device]) => {
      const index = device?.disk_id == null ? undefined : place.get(device.disk_id);
      return index === undefined ? [] : [{ slot, index }];
    });
    return { label, kernel, root_device, helpers, run_level, virt_mode, disks: own };
  });
  const now = world.clock.timestamp();
  world.store.patch("backup", backupId, {
    status: "successful",
    updated: now,
    finished: now,
    configs,
    disks: disks.map(({ label, size, filesystem }) => ({ label, size, filesystem })),
  });
  for (const old of backupsOf(world, linode)) if (old.id !== backupId) world.store.remove("backup", old.id);
  world.store.patch("instance", linode.id, {
    backups: { ...linode.backups, available: true, last_successful: now },
  });
}

const restoreSchema = z.object({ linode_id: id, overwrite: z.boolean().nullish() });

/** Throws unless a backup may be brought back in a region. */
export function requireRestorable(
  world: World,
  backupId: number,
  region: string,
  field?: string,
): BackupRecord {
  const backup = world.store.get("backup", backupId);
  if (backup === undefined) throw invalid(`${field ?? "backup_id"} is not valid`, field);
  if (backup.status !== "successful") throw invalid("Only successful backups can be restored", field);
  if (backup.region !== region) throw invalid("Backups may not be restored across regions", field);
  return backup;
}

function restore(call: Call, linode: InstanceRecord): unknown {
  const input = validate(restoreSchema, call.body);
  const { world } = call;
  const target = world.store.get("instance", input.linode_id);
  if (target === undefined) throw invalid("linode_id is not valid", "linode_id");
  const backup = requireRestorable(world, find(call, linode).id, target.region);
  requireIdle(world, target);
  if (target.status === "running" && input.overwrite) {
    throw invalid("The Linode must be powered off before its disks can be overwritten", "linode_id");
  }
  if (input.overwrite) removeDisks(world, target);
  restoreParts(world, target, backup);
  world.jobs.start({ action: "backups_restore", kind: "instance", entity: instanceReference(target) });
  return {};
}

/** Lays out a backup's disks and configurations on a Linode; they become ready with the job. */
export function restoreParts(world: World, target: InstanceRecord, backup: BackupRecord): ConfigRecord[] {
  requireSpace(
    world,
    target,
    backup.disks.reduce((sum, disk) => sum + disk.size, 0),
  );
  const disks = backup.disks.map((disk) => addDisk(world, target, disk));
  return backup.configs.map(({ disks: slots, ...saved }) => {
    const config = newConfig(world, target.id, saved);
    const devices = { ...config.devices };
    for (const { slot, index } of slots) {
      devices[slot] = { disk_id: disks[index]?.id ?? null, volume_id: null };
    }
    return world.store.insert("config", { ...config, devices });
  });
}

/** How long recorded ones took, in seconds of job time. */
export const backupJobs: Readonly<Record<string, JobType<World>>> = {
  linode_snapshot: {
    seconds: 260,
    begin: (world, job) =>
      void world.store.patch("backup", Number(job.details.backup), { status: "running" }),
    finish: (world, job) => {
      const linode = world.store.get("instance", Number(job.entityId));
      if (linode !== undefined) finishSnapshot(world, linode, Number(job.details.backup));
    },
    fail: (world, job) => void world.store.patch("backup", Number(job.details.backup), { status: "failed" }),
  },
  backups_restore: {
    seconds: 19,
    finish: (world, job) => {
      for (const disk of world.store.where("disk", "instance_id", Number(job.entityId))) {
        if (disk.status === "not ready") world.store.patch("disk", disk.id, { status: "ready" });
      }
    },
    fail: (world, job) => {
      for (const disk of world.store.where("disk", "instance_id", Number(job.entityId))) {
        if (disk.status === "not ready") removeDisk(world, disk);
      }
    },
  },
};

/** The backup service of a Linode. */
export const instanceBackups: readonly Action<InstanceRecord>[] = [
  { method: "GET", path: "backups", run: list },
  { method: "POST", path: "backups", run: snapshot },
  { method: "POST", path: "backups/enable", run: enable },
  { method: "POST", path: "backups/cancel", run: cancel },
  { method: "GET", path: "backups/:backup", run: (call, linode) => view(find(call, linode)) },
  { method: "POST", path: "backups/:backup/restore", run: restore },
];
