import { busy } from "../core/errors";
import type { EntityReference, Id, JobRecord } from "../core/kinds";
import type { World } from "../core/world";
import type { InstanceRecord } from "./instances";

/** Volumes that every Linode may have, and that none may exceed. */
const volumeLimits = { least: 8, most: 64 };

/** A Linode as events and devices name it. */
export function instanceReference(linode: InstanceRecord): EntityReference {
  return { id: linode.id, type: "linode", label: linode.label, url: `/v4/linode/instances/${linode.id}` };
}

/** The jobs that a Linode is busy with, also as the target of another's copy; the one to end last comes last. */
export function jobsOf(world: World, linode: InstanceRecord): JobRecord[] {
  const own = world.jobs.running("instance", linode.id);
  const copies = [...world.store.all("job")].filter((job) => job.details.target === linode.id);
  return [...own, ...copies];
}

/** Throws `Linode busy.` while a job of the Linode runs; clients wait and try again. */
export function requireIdle(world: World, linode: InstanceRecord): void {
  if (jobsOf(world, linode).length > 0) throw busy();
}

/** Throws `Linode busy.` while a Linode is on its way to another region: what is of its old one can't go along. */
export function refuseWhileMigrating(linode: InstanceRecord): void {
  if (linode.status === "migrating") throw busy();
}

/**
 * The job to queue behind, for what the platform takes on while a Linode is still being made: booting it, and making
 * an image of its disk (both recorded). Throws `Linode busy.` if anything else is under way.
 */
export function queueBehind(
  world: World,
  linode: InstanceRecord,
  allowed: readonly string[],
): Id | undefined {
  const jobs = jobsOf(world, linode);
  if (jobs.some((job) => !allowed.includes(job.action))) throw busy();
  return jobs.at(-1)?.id;
}

/** Volumes that a Linode may have: one for each GiB of memory, at least 8, at most 64. */
export function volumeLimit(linode: InstanceRecord): number {
  const { least, most } = volumeLimits;
  return Math.min(most, Math.max(least, Math.floor(linode.specs.memory / 1024)));
}
