import { z } from "zod";
import { typeById } from "../catalog";
import type { Action, Call } from "../core/definition";
import { invalid } from "../core/errors";
import { validate } from "../core/validate";
import { begin } from "./instanceActions";
import { cloneInstance } from "./instanceClone";
import { rebuild } from "./instanceRebuild";
import { instanceReference, requireIdle } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { requireRoom } from "./placementGroups";
import { id, requireRegion } from "./shared";

const migration = z.object({
  region: z.string().nullish(),
  type: z.enum(["cold", "warm"]).nullish(),
  upgrade: z.boolean().nullish(),
  placement_group: z.object({ id }).nullish(),
});

/** Within a region, the platform moves Linodes when it has planned to, and here it never has. */
function migrate(call: Call, linode: InstanceRecord): unknown {
  const input = validate(migration, call.body);
  requireIdle(call.world, linode);
  const { region } = input;
  if (region == null) throw invalid("There is no pending migration for this Linode");
  if (region === linode.region) throw invalid("The Linode is in this region already", "region");
  requireRegion(region, "Linodes");
  if (input.type === "warm") throw invalid("A warm migration cannot change the region", "type");
  refuseBound(call, linode);
  if (input.placement_group != null) requireRoom(call, input.placement_group.id, region, 1);
  const entity = instanceReference(linode);
  call.world.jobs.notify({ action: "linode_migrate_datacenter_create", kind: "instance", entity });
  begin(
    call,
    linode,
    "linode_migrate_datacenter",
    { status: "migrating", migrating_to_group_id: input.placement_group?.id ?? null },
    { region, boot: linode.status === "running" },
  );
  return {};
}

/** Throws while something of the region holds the Linode there. */
function refuseBound(call: Call, linode: InstanceRecord): void {
  const { store } = call.world;
  if (store.where("volume", "linode_id", linode.id).length > 0) {
    throw invalid("Volumes must be detached before the Linode can be migrated to another region");
  }
  if (store.where("interface", "instance_id", linode.id).some((one) => one.purpose === "vpc")) {
    throw invalid("A Linode with VPC interfaces cannot be migrated to another region");
  }
  if (linode.interface_generation === "linode") {
    throw invalid("A Linode with Linode interfaces cannot be migrated to another region");
  }
}

const resizing = z.object({
  type: z.string(),
  allow_auto_disk_resize: z.boolean().nullish(),
  migration_type: z.enum(["cold", "warm"]).nullish(),
});

function resize(call: Call, linode: InstanceRecord): unknown {
  const input = validate(resizing, call.body);
  requireIdle(call.world, linode);
  const plan = typeById(input.type);
  if (plan === undefined) throw invalid("type is not valid", "type");
  if (plan.id === linode.type) throw invalid("Linode is already running this service plan.", "type");
  const disk = newSize(call, linode, plan.disk, input.allow_auto_disk_resize !== false);
  const warm = input.migration_type === "warm" && linode.status === "running";
  const action = warm ? "linode_resize_warm_create" : "linode_resize_create";
  call.world.jobs.notify({ action, kind: "instance", entity: instanceReference(linode) });
  const details = { type: plan.id, boot: linode.status === "running", ...disk };
  begin(call, linode, "linode_resize", { status: "resizing" }, details);
  return {};
}

/** The size that the only disk beside the swap gets with a plan; nothing where disks stay as they are. */
function newSize(
  call: Call,
  linode: InstanceRecord,
  space: number,
  automatic: boolean,
): { disk?: number; size?: number } {
  const disks = call.world.store.where("disk", "instance_id", linode.id);
  const used = disks.reduce((sum, disk) => sum + disk.size, 0);
  const main = disks.filter((disk) => disk.filesystem !== "swap");
  const [only] = main;
  if (automatic && main.length === 1 && only !== undefined) {
    const size = only.size + space - used;
    if (size > 0) return space > linode.specs.disk || used > space ? { disk: only.id, size } : {};
  } else if (used <= space) return {};
  throw invalid(
    "Linode has allocated more disk than the new service plan allows. Delete or resize disks smaller.",
  );
}

/** What makes another machine of a Linode, or moves it to one. */
export const instanceMoves: readonly Action<InstanceRecord>[] = [
  { method: "POST", path: "migrate", run: migrate },
  { method: "POST", path: "resize", run: resize },
  { method: "POST", path: "rebuild", run: rebuild },
  { method: "POST", path: "clone", run: cloneInstance },
];
