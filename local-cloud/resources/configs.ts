import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import type { World } from "../core/world";
import { accountSettings } from "./accountSettings";
import { configInterfaces } from "./configInterfaces";
import { type Devices, deviceSlots, shownDevices } from "./deviceSlots";
import { instanceReference, volumeLimit } from "./instanceRules";
import { interfaceSchema, interfacesOf, interfaceView, isActive, setInterfaces } from "./interfaces";
import { refuseLocked } from "./locks";
import { defined, given, id } from "./shared";

const defaultHelpers = {
  updatedb_disabled: true,
  distro: true,
  modules_dep: true,
  network: true,
  devtmpfs_automount: true,
};

const helperNames = ["updatedb_disabled", "distro", "modules_dep", "network", "devtmpfs_automount"] as const;

/** How a Linode boots. */
export interface ConfigRecord extends Entity {
  id: number;
  instance_id: number;
  label: string;
  helpers: typeof defaultHelpers;
  kernel: string;
  comments: string;
  memory_limit: number;
  created: string;
  updated: string;
  root_device: string;
  devices: Devices;
  initrd: number | null;
  run_level: string;
  virt_mode: string;
}

declare module "../core/kinds" {
  interface Kinds {
    config: ConfigRecord;
  }
}

const device = z.object({ disk_id: id.nullish(), volume_id: id.nullish() }).nullish();
const devices = z.partialRecord(z.enum(deviceSlots), device);
const labelText = "Length must be 1-48 characters";

const configSchema = z.object({
  label: z.string().min(1, labelText).max(48, labelText),
  devices,
  kernel: z.string().nullish(),
  comments: z.string().nullish(),
  memory_limit: z.number().int().nonnegative().nullish(),
  root_device: z.string().nullish(),
  run_level: z.enum(["default", "single", "binbash"]).nullish(),
  virt_mode: z.enum(["paravirt", "fullvirt"]).nullish(),
  helpers: z.partialRecord(z.enum(helperNames), z.boolean().nullish()).nullish(),
  interfaces: z.array(interfaceSchema).nullish(),
});

type ConfigInput = z.output<typeof configSchema>;

function configView(world: World, config: ConfigRecord): unknown {
  const { instance_id: _, ...shown } = config;
  return {
    ...shown,
    devices: shownDevices(config.devices),
    interfaces: interfacesOf(world, config.id).map((one) => interfaceView(world, one)),
  };
}

/** A configuration as boot events name it. */
export function configReference(config: ConfigRecord): EntityReference {
  return {
    id: config.id,
    type: "linode_config",
    label: config.label,
    url: `/v4/linode/instances/${config.instance_id}/configs/${config.id}`,
  };
}

/** Checks what goes into each slot. */
function readDevices(call: Call, instanceId: number, input: ConfigInput["devices"]): Devices {
  const { store } = call.world;
  const linode = store.get("instance", instanceId);
  const result: Record<string, Devices[string]> = {};
  const usable = deviceSlots.slice(0, linode === undefined ? 0 : volumeLimit(linode));
  const placed = new Set<number>();
  for (const slot of deviceSlots) {
    const given = input[slot];
    if (given == null || (given.disk_id == null && given.volume_id == null)) continue;
    const field = `devices.${slot}`;
    if (!usable.includes(slot)) throw invalid(`${slot} is not available on this Linode's plan`, field);
    if (given.disk_id != null && given.volume_id != null) {
      throw invalid("A device is either a disk or a volume", field);
    }
    if (given.disk_id != null && store.get("disk", given.disk_id)?.instance_id !== instanceId) {
      throw invalid("disk_id is not valid", `${field}.disk_id`);
    }
    if (given.volume_id != null) {
      const volume = store.get("volume", given.volume_id);
      if (volume === undefined || volume.region !== linode?.region) {
        throw invalid("volume_id is not valid", `${field}.volume_id`);
      }
      if (volume.linode_id !== null && volume.linode_id !== instanceId) {
        throw invalid(`Volume ${volume.id} is attached to another Linode`, `${field}.volume_id`);
      }
    }
    const one = given.disk_id ?? given.volume_id ?? 0;
    if (placed.has(one)) throw invalid("A disk or volume can be in one slot only", field);
    placed.add(one);
    result[slot] = { disk_id: given.disk_id ?? null, volume_id: given.volume_id ?? null };
  }
  return result;
}

/** A volume that a configuration names is its Linode's from then on (recorded). */
function attachVolumes(world: World, config: ConfigRecord): void {
  for (const device of Object.values(config.devices)) {
    if (device?.volume_id == null) continue;
    const volume = world.store.get("volume", device.volume_id);
    if (volume?.linode_id !== null) continue;
    world.store.patch("volume", volume.id, { linode_id: config.instance_id, config_id: config.id });
  }
}

/** A new configuration, not yet inserted; the account says whether the platform configures its network. */
export function newConfig(
  world: World,
  instanceId: number,
  fields: Partial<ConfigRecord> & { label: string },
): ConfigRecord {
  const now = world.clock.timestamp();
  return {
    helpers: { ...defaultHelpers, network: accountSettings(world).network_helper },
    kernel: "linode/latest-64bit",
    comments: "",
    memory_limit: 0,
    root_device: "/dev/sda",
    devices: {},
    initrd: null,
    run_level: "default",
    virt_mode: "paravirt",
    ...fields,
    id: world.store.nextId(),
    instance_id: instanceId,
    created: now,
    updated: now,
  };
}

function fieldsOf(
  call: Call,
  instanceId: number,
  input: { [K in keyof ConfigInput]?: ConfigInput[K] | undefined },
  old: ConfigRecord["helpers"],
): Partial<ConfigRecord> {
  return defined({
    label: input.label,
    devices: input.devices === undefined ? undefined : readDevices(call, instanceId, input.devices),
    kernel: input.kernel ?? undefined,
    comments: input.comments ?? undefined,
    memory_limit: input.memory_limit ?? undefined,
    root_device: input.root_device ?? undefined,
    run_level: input.run_level ?? undefined,
    virt_mode: input.virt_mode ?? undefined,
    helpers: input.helpers ? { ...old, ...given(input.helpers) } : undefined,
  }) as Partial<ConfigRecord>;
}

/** Throws if a Linode of the newer generation is given interfaces of the older one. */
function refuseLegacy(call: Call, instanceId: number, interfaces: ConfigInput["interfaces"]): void {
  const linode = call.world.store.get("instance", instanceId);
  if (linode?.interface_generation === "linode" && interfaces?.length) {
    throw invalid("A Linode with Linode interfaces cannot have configuration interfaces", "interfaces");
  }
}

/** Removes a configuration and its interfaces. */
export function removeConfig(world: World, config: ConfigRecord): void {
  for (const one of interfacesOf(world, config.id)) world.store.remove("interface", one.id);
  const linode = world.store.get("instance", config.instance_id);
  if (linode?.booted_config_id === config.id) {
    world.store.patch("instance", linode.id, { booted_config_id: null });
  }
  for (const volume of world.store.where("volume", "linode_id", config.instance_id)) {
    if (volume.config_id === config.id) world.store.patch("volume", volume.id, { config_id: null });
  }
  world.store.remove("config", config.id);
}

function refuseWhileActive(call: Call, config: ConfigRecord): void {
  refuseLocked(call.world, "linode", config.instance_id, "part");
  const own = interfacesOf(call.world, config.id);
  if (own.some((one) => one.purpose === "vpc" && isActive(call.world, one))) {
    throw invalid(
      "An active configuration with a VPC interface cannot be deleted. Shut the Linode down first.",
    );
  }
}

function notify(call: Call, config: ConfigRecord, action: string): void {
  const linode = call.world.store.get("instance", config.instance_id);
  if (linode === undefined) return;
  const secondary = configReference(config);
  call.world.jobs.notify({ action, kind: "instance", entity: instanceReference(linode), secondary });
}

const config = defineResource<"config">({
  kind: "config",
  path: "/linode/instances/:instance_id/configs",
  parents: { instance_id: "instance" },
  scope: "linodes",
  filterable: ["id", "label", "kernel", "interfaces", "created", "updated"],
  view: configView,
  create: defineCreation({
    schema: configSchema,
    build: (call, input): ConfigRecord => {
      const instanceId = Number(call.params.instance_id);
      refuseLegacy(call, instanceId, input.interfaces);
      const fresh = newConfig(call.world, instanceId, { label: input.label });
      return { ...fresh, ...fieldsOf(call, instanceId, input, fresh.helpers) };
    },
    created: (call, record, input) => {
      setInterfaces(call.world, record, input.interfaces ?? [], "interfaces");
      attachVolumes(call.world, record);
      notify(call, record, "linode_config_create");
    },
  }),
  update: defineChange({
    schema: configSchema.partial(),
    apply: (call, record: ConfigRecord, input) => {
      refuseLegacy(call, record.instance_id, input.interfaces);
      if (input.interfaces != null) setInterfaces(call.world, record, input.interfaces, "interfaces");
      return fieldsOf(call, record.instance_id, input, record.helpers);
    },
    updated: (call, record) => {
      attachVolumes(call.world, record);
      notify(call, record, "linode_config_update");
    },
  }),
  remove: {
    check: refuseWhileActive,
    before: (call, record) => {
      removeConfig(call.world, record);
      notify(call, record, "linode_config_delete");
    },
  },
  actions: configInterfaces,
});

export const configs: Section = {
  resources: [config],
  indexes: { interface: ["config_id", "instance_id", "subnet_id", "vpc_id", "label"] },
};
