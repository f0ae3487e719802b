import { busy } from "../core/errors";
import type { EntityReference } from "../core/kinds";
import type { World } from "../core/world";
import type { InstanceRecord } from "./instances";

/** A Linode as events and devices name it. */
export function instanceReference(linode: InstanceRecord): EntityReference {
  return { id: linode.id, type: "linode", label: linode.label, url: `/v4/linode/instances/${linode.id}` };
}

/** Throws `Linode busy.` while a job of the Linode runs; clients wait and try again. */
export function requireIdle(world: World, linode: InstanceRecord): void {
  if (world.jobs.running("instance", linode.id).length > 0) throw busy();
}

/** Volumes that a Linode may have: one for each GiB of memory, at least 8, at most 64. */
export function volumeLimit(linode: InstanceRecord): number {
  return Math.min(64, Math.max(8, Math.floor(linode.specs.memory / 1024)));
}
