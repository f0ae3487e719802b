import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { busy, invalid, notFound } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { requireImage } from "./images";
import { instanceReference, requireIdle } from "./instanceRules";
import type { InstanceRecord } from "./instances";

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
  disk_encryption: string;
}

declare module "../core/kinds" {
  interface Kinds {
    disk: DiskRecord;
  }
}

const diskLabel = z
  .string()
  .min(1, "Length must be 1-48 characters")
  .max(48, "Length must be 1-48 characters");

const schema = z.object({
  label: diskLabel.nullish(),
  size: z.number().int().positive(),
  image: z.string().nullish(),
  filesystem: z.enum(["raw", "swap", "ext3", "ext4", "initrd"]).nullish(),
  root_pass: z.string().nullish(),
  authorized_keys: z.array(z.string()).nullish(),
  authorized_users: z.array(z.string()).nullish(),
  read_only: z.boolean().nullish(),
});

/** A new disk, inserted. */
export function addDisk(
  world: World,
  linode: InstanceRecord,
  fields: Partial<DiskRecord> & { label: string; size: number },
): DiskRecord {
  const now = world.clock.timestamp();
  return world.store.insert("disk", {
    status: "not ready",
    filesystem: "ext4",
    disk_encryption: linode.disk_encryption,
    ...fields,
    id: world.store.nextId(),
    instance_id: linode.id,
    created: now,
    updated: now,
  });
}

export function diskReference(disk: DiskRecord): EntityReference {
  return {
    id: disk.id,
    type: "disk",
    label: disk.label,
    url: `/v4/linode/instances/${disk.instance_id}/disks/${disk.id}`,
  };
}

function owner(call: Call, instanceId: number): InstanceRecord {
  const linode = call.world.store.get("instance", instanceId);
  if (linode === undefined) throw busy();
  return linode;
}

function requireSpace(call: Call, linode: InstanceRecord, size: number, except?: number): void {
  const used = call.world.store
    .where("disk", "instance_id", linode.id)
    .reduce((sum, disk) => sum + (disk.id === except ? 0 : disk.size), 0);
  if (used + size > linode.specs.disk) {
    throw invalid("Linode does not have enough unallocated storage to create the disk", "size");
  }
}

function startJob(call: Call, disk: DiskRecord, action: string, details = {}): void {
  const linode = owner(call, disk.instance_id);
  call.world.jobs.start({
    action,
    kind: "instance",
    entity: instanceReference(linode),
    secondary: diskReference(disk),
    details: { disk: disk.id, ...details },
  });
}

function diskOf(details: { disk?: unknown }): number {
  return Number(details.disk);
}

const disk = defineResource<"disk">({
  kind: "disk",
  path: "/linode/instances/:instance_id/disks",
  parents: { instance_id: "instance" },
  scope: "linodes",
  filterable: ["id", "label", "status", "filesystem", "size", "created", "updated"],
  view: (_, one) => {
    const { instance_id: __, ...shown } = one;
    return shown;
  },
  create: defineCreation({
    schema,
    build: (call, input): DiskRecord => {
      const linode = owner(call, Number(call.params.instance_id));
      requireIdle(call.world, linode);
      if (input.image != null) {
        const image = requireImage(call.world, input.image, "image");
        if (input.size < image.size) throw invalid("Disk is too small for the image", "size");
        if (!input.root_pass && !input.authorized_keys?.length && !input.authorized_users?.length) {
          throw invalid("Must provide valid root_pass, authorized_keys, or authorized_users");
        }
      }
      requireSpace(call, linode, input.size);
      const now = call.world.clock.timestamp();
      return {
        id: call.world.store.nextId(),
        instance_id: linode.id,
        status: "not ready",
        label: input.label ?? "disk",
        created: now,
        updated: now,
        filesystem: input.filesystem ?? "ext4",
        size: input.size,
        disk_encryption: linode.disk_encryption,
      };
    },
    created: (call, record) => startJob(call, record, "disk_create"),
  }),
  update: defineChange({
    schema: z.object({ label: diskLabel.optional() }),
    apply: (_call, _record: DiskRecord, input) => (input.label === undefined ? {} : { label: input.label }),
  }),
  actions: [
    {
      method: "POST",
      path: "resize",
      run: (call, record) => {
        const { size } = validate(z.object({ size: z.number().int().positive() }), call.body);
        const linode = owner(call, record.instance_id);
        requireIdle(call.world, linode);
        requireSpace(call, linode, size, record.id);
        call.world.store.patch("disk", record.id, { status: "not ready" });
        startJob(call, record, "disk_resize", { size });
        return {};
      },
    },
    { method: "POST", path: "password", run: () => ({}) },
    { method: "POST", path: "clone", run: clone },
  ],
  jobs: {
    disk_create: {
      seconds: 15,
      finish: (world, job) => void world.store.patch("disk", diskOf(job.details), { status: "ready" }),
    },
    disk_duplicate: {
      seconds: 15,
      finish: (world, job) => void world.store.patch("disk", diskOf(job.details), { status: "ready" }),
    },
    disk_resize: {
      seconds: 15,
      finish: (world, job) => {
        const now = world.clock.timestamp();
        const size = Number(job.details.size);
        world.store.patch("disk", diskOf(job.details), { status: "ready", size, updated: now });
      },
    },
    disk_delete: { seconds: 5, finish: (world, job) => world.store.remove("disk", diskOf(job.details)) },
  },
});

function clone(call: Call, record: DiskRecord): unknown {
  const linode = owner(call, record.instance_id);
  requireIdle(call.world, linode);
  requireSpace(call, linode, record.size);
  const copy = addDisk(call.world, linode, {
    label: record.label,
    size: record.size,
    filesystem: record.filesystem,
  });
  startJob(call, copy, "disk_duplicate");
  const { instance_id: _, ...shown } = copy;
  return shown;
}

function remove(call: Call): unknown {
  const record = call.world.store.get("disk", Number(call.params.id));
  if (record === undefined || record.instance_id !== Number(call.params.instance_id)) throw notFound();
  requireIdle(call.world, owner(call, record.instance_id));
  call.world.store.patch("disk", record.id, { status: "deleting" });
  startJob(call, record, "disk_delete");
  return {};
}

export const disks: Section = {
  resources: [disk],
  endpoints: [
    { method: "DELETE", path: "/linode/instances/:instance_id/disks/:id", scope: "linodes", run: remove },
  ],
};
