import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity, EntityReference, JobRecord } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { diskJobs } from "./diskJobs";
import { requireImage } from "./images";
import { instanceReference, requireIdle } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { refuseLocked } from "./locks";
import { requireRootLogin } from "./rootLogin";
import { id } from "./shared";
import { checkStackScriptData } from "./stackscripts";
import { removeDevice } from "./volumeDevices";

export interface DiskRecord extends Entity {
  id: number;
  instance_id: number;
  status: "not ready" | "ready" | "deleting";
  label: string;
  created: string;
  updated: string;
  filesystem: string;
  /** MB. */
  size: number;
  /** MB that are filled, as far as it is known: those of the image it was made from. */
  used: number;
  disk_encryption: string;
}

declare module "../core/kinds" {
  interface Kinds {
    disk: DiskRecord;
  }
}

/** Disks that a Linode may have, as documented. */
const diskLimit = 50;

const labelText = "Length must be 1-48 characters";
const diskLabel = z.string().min(1, labelText).max(48, labelText);
const size = z.number().int().positive();

const schema = z.object({
  label: diskLabel.nullish(),
  size,
  image: z.string().nullish(),
  filesystem: z.enum(["raw", "swap", "ext3", "ext4", "initrd"]).nullish(),
  root_pass: z.string().nullish(),
  authorized_keys: z.array(z.string()).nullish(),
  authorized_users: z.array(z.string()).nullish(),
  read_only: z.boolean().nullish(),
  stackscript_id: id.nullish(),
  stackscript_data: z.record(z.string(), z.coerce.string()).nullish(),
});

/** A new disk, inserted. */
export function addDisk(
  world: World,
  linode: InstanceRecord,
  fields: Partial<DiskRecord> & { label: string; size: number },
): DiskRecord {
  return world.store.insert("disk", newDisk(world, linode, fields));
}

function newDisk(
  world: World,
  linode: InstanceRecord,
  fields: Partial<DiskRecord> & { label: string; size: number },
): DiskRecord {
  const now = world.clock.timestamp();
  return {
    status: "not ready",
    filesystem: "ext4",
    used: 1,
    disk_encryption: linode.disk_encryption,
    ...fields,
    id: world.store.nextId(),
    instance_id: linode.id,
    created: now,
    updated: now,
  };
}

/** Removes a disk, also from the configurations that name it. */
export function removeDisk(world: World, disk: DiskRecord): void {
  removeDevice(world, disk.instance_id, "disk_id", disk.id);
  world.store.remove("disk", disk.id);
}

function diskReference(disk: DiskRecord): EntityReference {
  return {
    id: disk.id,
    type: "disk",
    label: disk.label,
    url: `/v4/linode/instances/${disk.instance_id}/disks/${disk.id}`,
  };
}

function owner(call: Call, instanceId: number): InstanceRecord {
  const linode = call.world.store.get("instance", instanceId);
  if (linode === undefined) throw notFound();
  return linode;
}

/** Throws unless that much of a Linode's space is free, MB. */
export function requireSpace(world: World, linode: InstanceRecord, more: number, except?: number): void {
  const disks = world.store.where("disk", "instance_id", linode.id);
  const used = disks.reduce((sum, disk) => sum + (disk.id === except ? 0 : disk.size), 0);
  if (used + more > linode.specs.disk) {
    throw invalid("Linode does not have enough unallocated storage to create the disk", "size");
  }
  if (except === undefined && disks.length >= diskLimit) {
    throw invalid(`Linode may not have more than ${diskLimit} disks`);
  }
}

/** Whether a Linode runs from a disk. */
export function isInUse(world: World, disk: DiskRecord): boolean {
  const linode = world.store.get("instance", disk.instance_id);
  const config = world.store.get("config", linode?.booted_config_id ?? 0);
  const used = Object.values(config?.devices ?? {}).some((device) => device?.disk_id === disk.id);
  return linode?.status === "running" && used;
}

function startJob(call: Call, linode: InstanceRecord, disk: DiskRecord, action: string, details = {}): void {
  call.world.jobs.start({
    action,
    kind: "instance",
    entity: instanceReference(linode),
    secondary: diskReference(disk),
    details: { disk: disk.id, ...details },
  });
}

function view(disk: DiskRecord): unknown {
  const { instance_id: _, used: __, ...shown } = disk;
  return shown;
}

/** A new disk joins the list when its job starts (recorded); until then only its id leads to it. */
function list(call: Call): unknown {
  const linode = owner(call, Number(call.params.instance_id));
  const waiting = new Set(
    call.world.jobs
      .running("instance", linode.id)
      .filter((job) => job.action === "disk_create" && isScheduled(call.world, job))
      .map((job) => job.details.disk),
  );
  const disks = call.world.store.where("disk", "instance_id", linode.id);
  return answerList(call, disks.filter((one) => !waiting.has(one.id)).map(view), filterable);
}

function isScheduled(world: World, job: JobRecord): boolean {
  return world.store.get("event", job.id)?.status === "scheduled";
}

const filterable = ["id", "label", "status", "filesystem", "size", "created", "updated"];

const disk = defineResource<"disk">({
  kind: "disk",
  path: "/linode/instances/:instance_id/disks",
  parents: { instance_id: "instance" },
  scope: "linodes",
  filterable,
  list: false,
  view: (_, one) => view(one),
  create: defineCreation({
    schema,
    build: (call, input): DiskRecord => {
      const linode = owner(call, Number(call.params.instance_id));
      requireIdle(call.world, linode);
      const image = input.image == null ? undefined : requireImage(call.world, input.image, "image");
      if (image !== undefined) {
        if (input.size < image.size) throw invalid("Disk is too small for the image", "size");
        requireRootLogin(input);
        checkStackScriptData(call, input);
      }
      requireSpace(call.world, linode, input.size);
      // From an image of one's own, a disk has the image's size first and grows with the job (recorded).
      const first = image?.id.startsWith("private/") ? Math.max(1, image.size) : input.size;
      return newDisk(call.world, linode, {
        label: input.label ?? "disk",
        filesystem: input.filesystem ?? "ext4",
        size: first,
        used: image?.size ?? 1,
      });
    },
    created: (call, record, input) => {
      const linode = owner(call, record.instance_id);
      startJob(call, linode, record, "disk_create", { size: input.size });
    },
  }),
  update: defineChange({
    schema: z.object({ label: diskLabel.optional() }),
    apply: (_call, _record: DiskRecord, input) => (input.label === undefined ? {} : { label: input.label }),
    updated: (call, record) => {
      call.world.jobs.notify({
        action: "disk_update",
        kind: "instance",
        entity: instanceReference(owner(call, record.instance_id)),
        secondary: diskReference(record),
      });
    },
  }),
  actions: [
    { method: "POST", path: "resize", run: resize },
    { method: "POST", path: "password", run: resetPassword },
    { method: "POST", path: "clone", run: clone },
  ],
  jobs: diskJobs,
});

/** A disk in use is not refused: the request succeeds, and its job fails (documented). */
function resize(call: Call, record: DiskRecord): unknown {
  const input = validate(z.object({ size }), call.body);
  const linode = owner(call, record.instance_id);
  requireIdle(call.world, linode);
  requireSpace(call.world, linode, input.size, record.id);
  call.world.store.patch("disk", record.id, { status: "not ready" });
  startJob(call, linode, record, "disk_resize", { size: input.size });
  return {};
}

function resetPassword(call: Call, record: DiskRecord): unknown {
  validate(z.object({ password: z.string().min(1) }), call.body);
  const linode = owner(call, record.instance_id);
  requireIdle(call.world, linode);
  if (isInUse(call.world, record)) throw invalid("The disk is in use. Shut the Linode down first.");
  if (record.filesystem === "swap") throw invalid("A swap disk has no root password");
  call.world.jobs.start({
    action: "password_reset",
    kind: "instance",
    entity: instanceReference(linode),
    secondary: diskReference(record),
  });
  return {};
}

/** The copy says `ready` from the start, unlike a new disk (recorded). */
function clone(call: Call, record: DiskRecord): unknown {
  const linode = owner(call, record.instance_id);
  requireIdle(call.world, linode);
  requireSpace(call.world, linode, record.size);
  const copy = addDisk(call.world, linode, {
    status: "ready",
    label: `Copy of ${record.label}`.slice(0, 48),
    size: record.size,
    used: record.used,
    filesystem: record.filesystem,
  });
  startJob(call, linode, copy, "disk_duplicate");
  return view(copy);
}

function remove(call: Call): unknown {
  const record = call.world.store.get("disk", Number(call.params.id));
  if (record === undefined || record.instance_id !== Number(call.params.instance_id)) throw notFound();
  const linode = owner(call, record.instance_id);
  refuseLocked(call.world, "linode", linode.id, "part");
  requireIdle(call.world, linode);
  call.world.store.patch("disk", record.id, { status: "deleting" });
  startJob(call, linode, record, "disk_delete");
  return {};
}

const path = "/linode/instances/:instance_id/disks";

export const disks: Section = {
  resources: [disk],
  endpoints: [
    { method: "GET", path, scope: "linodes", run: list },
    { method: "DELETE", path: `${path}/:id`, scope: "linodes", run: remove },
  ],
};
