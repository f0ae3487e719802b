import type { JobType } from "../core/jobs";
import type { JobRecord } from "../core/kinds";
import type { World } from "../core/world";
import { type DiskRecord, isInUse, removeDisk } from "./disks";

function ready(world: World, job: JobRecord): void {
  const size = typeof job.details.size === "number" ? { size: job.details.size } : {};
  world.store.patch("disk", Number(job.details.disk), {
    status: "ready",
    ...size,
    updated: world.clock.timestamp(),
  });
}

/** Fails where the Linode runs from the disk (documented). */
function resized(world: World, job: JobRecord): void {
  const disk = diskOf(world, job);
  if (disk !== undefined && isInUse(world, disk)) throw new Error("The disk is in use.");
  ready(world, job);
}

function diskOf(world: World, job: JobRecord): DiskRecord | undefined {
  return world.store.get("disk", Number(job.details.disk));
}

function drop(world: World, job: JobRecord): void {
  const disk = diskOf(world, job);
  if (disk !== undefined) removeDisk(world, disk);
}

/** What failed leaves a disk as it was. */
function keep(world: World, job: JobRecord): void {
  const disk = diskOf(world, job);
  if (disk !== undefined) world.store.patch("disk", disk.id, { status: "ready" });
}

/** How long recorded ones took, rounded; in seconds of job time. */
export const diskJobs: Readonly<Record<string, JobType<World>>> = {
  disk_create: { seconds: 15, finish: ready, fail: drop },
  disk_duplicate: { seconds: 15, finish: ready, fail: drop },
  disk_resize: { seconds: 15, finish: resized, fail: keep },
  disk_delete: { seconds: 8, finish: drop, fail: keep },
};
