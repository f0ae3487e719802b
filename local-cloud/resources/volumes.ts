import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity, EntityReference, JobRecord } from "../core/kinds";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { bootConfig } from "./instanceJobs";
import { instanceReference, refuseWhileMigrating, volumeLimit } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { locksOf, refuseLocked } from "./locks";
import { defined, id, label, requireRegion, requireUniqueLabel, tags } from "./shared";
import { addVolumeDevice, forgetVolume } from "./volumeDevices";

export interface VolumeRecord extends Entity {
  id: number;
  status: "creating" | "active" | "resizing";
  label: string;
  created: string;
  updated: string;
  /** GB. */
  size: number;
  linode_id: number | null;
  config_id: number | null;
  region: string;
  tags: string[];
  encryption: "enabled" | "disabled";
}

declare module "../core/kinds" {
  interface Kinds {
    volume: VolumeRecord;
  }
}

/** GB; the largest is linode/manager's newer figure, the API's document still says 10,240. */
const sizes = { smallest: 10, usual: 20, largest: 16_384 };

const volumeLabel = label(
  1,
  32,
  /^[a-zA-Z]((?!--|__)[a-zA-Z0-9_-])*$/,
  "Must begin with a letter, and use only letters, numbers, dashes and underscores",
);
const sizeText = `Must be between ${sizes.smallest} and ${sizes.largest}`;
const size = z.number().int().min(sizes.smallest, sizeText).max(sizes.largest, sizeText);

export function volumeView(world: World, volume: VolumeRecord): unknown {
  const { config_id: _, ...shown } = volume;
  const linode = volume.linode_id === null ? undefined : world.store.get("instance", volume.linode_id);
  return {
    ...shown,
    filesystem_path: `/dev/disk/by-id/scsi-0Linode_Volume_${volume.label}`,
    linode_label: linode?.label ?? null,
    io_ready: linode !== undefined && isIoReady(world, volume, linode),
    hardware_type: "nvme",
    locks: locksOf(world, "volume", volume.id),
  };
}

/** A running Linode can use the volume once it is made and attached; being resized doesn't matter (recorded). */
function isIoReady(world: World, volume: VolumeRecord, linode: InstanceRecord): boolean {
  const moving = world.jobs
    .running("volume", volume.id)
    .some((job) => job.action === "volume_attach" || job.action === "volume_detach");
  return volume.status !== "creating" && linode.status === "running" && !moving;
}

function reference(volume: VolumeRecord): EntityReference {
  return { id: volume.id, type: "volume", label: volume.label, url: `/v4/volumes/${volume.id}` };
}

/** Throws unless the volume may be attached to the Linode. */
function requireAttachable(call: Call, linodeId: number, region: string, configId: number | undefined): void {
  const linode = call.world.store.get("instance", linodeId);
  if (linode === undefined) throw invalid("linode_id is not valid", "linode_id");
  if (linode.region !== region) throw invalid("Volume and Linode must be in the same region", "linode_id");
  refuseWhileMigrating(linode);
  if (call.world.store.where("volume", "linode_id", linodeId).length >= volumeLimit(linode)) {
    throw invalid(`Linode may not have more than ${volumeLimit(linode)} volumes attached`, "linode_id");
  }
  if (configId !== undefined && call.world.store.get("config", configId)?.instance_id !== linodeId) {
    throw invalid("config_id is not valid", "config_id");
  }
}

function start(call: Call, volume: VolumeRecord, action: string, details = {}): void {
  const linode = volume.linode_id === null ? undefined : call.world.store.get("instance", volume.linode_id);
  // A volume is worked on once at a time: detached while it is still being made, it waits.
  const before = call.world.jobs.running("volume", volume.id).at(-1);
  call.world.jobs.start({
    ...(before === undefined ? {} : { after: before.id }),
    action,
    kind: "volume",
    entity: reference(volume),
    secondary: linode === undefined ? null : instanceReference(linode),
    details,
  });
}

const attachment = z.object({
  linode_id: id,
  config_id: id.nullish(),
  persist_across_boots: z.boolean().nullish(),
});

function attach(call: Call, volume: VolumeRecord): unknown {
  const input = validate(attachment, call.body);
  if (volume.linode_id !== null) throw invalid(`Volume ${volume.id} is already attached`);
  requireAttachable(call, input.linode_id, volume.region, input.config_id ?? undefined);
  const changed = call.world.store.patch("volume", volume.id, {
    linode_id: input.linode_id,
    config_id: input.config_id ?? null,
  });
  if (input.persist_across_boots !== false) persist(call, changed ?? volume, input.config_id ?? undefined);
  start(call, changed ?? volume, "volume_attach");
  return volumeView(call.world, changed ?? volume);
}

/** Puts a volume into the configuration named, else the one that its Linode boots, as documented. */
function persist(call: Call, volume: VolumeRecord, configId: number | undefined): void {
  const { world } = call;
  const linode = volume.linode_id === null ? undefined : world.store.get("instance", volume.linode_id);
  const chosen = linode === undefined ? undefined : bootConfig(world, linode, configId);
  const config = chosen === undefined ? undefined : world.store.get("config", chosen);
  if (config !== undefined) addVolumeDevice(world, config, volume);
}

function detach(call: Call, volume: VolumeRecord): unknown {
  // The provider detaches before every deletion, also what was never attached.
  if (volume.linode_id === null) return {};
  const under = call.world.jobs.running("volume", volume.id).some((job) => job.action === "volume_detach");
  if (!under) start(call, volume, "volume_detach");
  return {};
}

function resize(call: Call, volume: VolumeRecord): unknown {
  const input = validate(z.object({ size }), call.body);
  if (volume.status !== "active") throw invalid("Volume must be active before it can be resized");
  if (input.size <= volume.size) throw invalid("Volumes can only be resized up", "size");
  const changed = call.world.store.patch("volume", volume.id, {
    status: "resizing",
    size: input.size,
    updated: call.world.clock.timestamp(),
  });
  start(call, changed ?? volume, "volume_resize");
  return volumeView(call.world, changed ?? volume);
}

function clone(call: Call, volume: VolumeRecord): unknown {
  const input = validate(z.object({ label: volumeLabel }), call.body);
  requireUniqueLabel(call, "volume", input.label, "volumes");
  const { store, clock } = call.world;
  const now = clock.timestamp();
  const copy = store.insert("volume", {
    ...volume,
    id: store.nextId(),
    label: input.label,
    status: "creating",
    linode_id: null,
    config_id: null,
    created: now,
    updated: now,
  });
  start(call, copy, "volume_clone", { source: volume.id });
  return volumeView(call.world, copy);
}

function activate(world: World, volumeId: unknown): void {
  world.store.patch("volume", Number(volumeId), { status: "active" });
}

function forget(world: World, job: JobRecord): void {
  const detached = world.store.get("volume", Number(job.entityId));
  if (detached !== undefined) forgetVolume(world, detached);
}

const volume = defineResource<"volume">({
  kind: "volume",
  path: "/volumes",
  scope: "volumes",
  filterable: [
    "id",
    "label",
    "status",
    "size",
    "linode_id",
    "region",
    "tags",
    "encryption",
    "created",
    "updated",
  ],
  plain: ["id", "label", "size", "linode_id", "region", "tags", "encryption", "created", "updated"],
  indexes: ["label", "linode_id"],
  lists: ["tags"],
  view: volumeView,
  reference: (_, one) => reference(one),
  create: defineCreation({
    schema: z.object({
      label: volumeLabel,
      size: size.nullish(),
      region: z.string().nullish(),
      linode_id: id.nullish(),
      config_id: id.nullish(),
      tags,
      encryption: z.enum(["enabled", "disabled"]).nullish(),
    }),
    build: (call, input): VolumeRecord => {
      const linode = input.linode_id == null ? undefined : call.world.store.get("instance", input.linode_id);
      const region = input.region ?? linode?.region;
      if (region === undefined) throw invalid("Must provide a region or a Linode ID", "region");
      if (input.linode_id == null && input.config_id != null) {
        throw invalid("config_id needs the linode_id that it belongs to", "config_id");
      }
      requireRegion(region, "Block Storage");
      requireUniqueLabel(call, "volume", input.label, "volumes");
      if (input.linode_id != null) {
        requireAttachable(call, input.linode_id, region, input.config_id ?? undefined);
      }
      // A trap: who says nothing got a volume in the clear up to 2025 (documented), and an encrypted one since (recorded).
      const encryption = input.encryption ?? call.world.settings.volumeEncryptionDefault;
      if (input.encryption === "enabled") requireRegion(region, "Block Storage Encryption");
      const now = call.world.clock.timestamp();
      return {
        id: call.world.store.nextId(),
        status: "creating",
        label: input.label,
        created: now,
        updated: now,
        size: input.size ?? sizes.usual,
        linode_id: input.linode_id ?? null,
        config_id: input.config_id ?? null,
        region,
        tags: input.tags ?? [],
        encryption,
      };
    },
    created: (call, record, input) => {
      if (record.linode_id !== null) persist(call, record, input.config_id ?? undefined);
      start(call, record, "volume_create");
    },
  }),
  // A trap: encryption is fixed when a volume is made, and a changed value is ignored without a word, as it is at Linode.
  update: defineChange({
    schema: z.object({ label: volumeLabel.nullish(), tags }),
    apply: (call, record: VolumeRecord, input) => {
      if (input.label != null) requireUniqueLabel(call, "volume", input.label, "volumes", record.id);
      return defined({ label: input.label ?? undefined, tags: input.tags });
    },
  }),
  remove: {
    check: (call, record) => {
      refuseLocked(call.world, "volume", record.id, "whole");
      // Linodes that are off give their volumes up (recorded).
      const linode =
        record.linode_id === null ? undefined : call.world.store.get("instance", record.linode_id);
      if (linode !== undefined && linode.status !== "offline" && linode.status !== "provisioning") {
        throw invalid("Volume must be detached before it can be deleted");
      }
    },
    before: (call, record) => {
      call.world.jobs.cancel("volume", record.id);
      forgetVolume(call.world, record);
    },
  },
  notifications: { update: "volume_update", delete: "volume_delete" },
  actions: [
    { method: "POST", path: "attach", run: attach },
    { method: "POST", path: "detach", run: detach },
    { method: "POST", path: "resize", run: resize },
    { method: "POST", path: "clone", run: clone },
  ],
  jobs: {
    volume_create: { seconds: 8, finish: (world, job) => activate(world, job.entityId) },
    volume_clone: { seconds: 20, finish: (world, job) => activate(world, job.entityId) },
    volume_resize: {
      seconds: 8,
      finish: (world, job) => activate(world, job.entityId),
      fail: (world, job) => activate(world, job.entityId),
    },
    volume_attach: {
      seconds: 6,
      fail: forget,
    },
    volume_detach: {
      seconds: 6,
      finish: forget,
    },
  },
});

export const volumes: Section = { resources: [volume] };
