import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import {
  addInterface,
  type InterfaceRecord,
  interfaceSchema,
  interfacesOf,
  interfaceView,
  setInterfaces,
} from "./interfaces";
import { defined, id } from "./shared";

const slots = ["sda", "sdb", "sdc", "sdd", "sde", "sdf", "sdg", "sdh"] as const;
type Slot = (typeof slots)[number];
type Device = { disk_id: number | null; volume_id: number | null } | null;

const defaultHelpers = {
  updatedb_disabled: true,
  distro: true,
  modules_dep: true,
  network: true,
  devtmpfs_automount: true,
};

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
  devices: Record<Slot, Device>;
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
const devices = z.partialRecord(z.enum(slots), device);

export const configSchema = z.object({
  label: z.string().min(1, "Length must be 1-48 characters").max(48, "Length must be 1-48 characters"),
  devices,
  kernel: z.string().nullish(),
  comments: z.string().nullish(),
  memory_limit: z.number().int().nonnegative().nullish(),
  root_device: z.string().nullish(),
  run_level: z.enum(["default", "single", "binbash"]).nullish(),
  virt_mode: z.enum(["paravirt", "fullvirt"]).nullish(),
  helpers: z
    .object({ ...Object.fromEntries(Object.keys(defaultHelpers).map((key) => [key, z.boolean()])) })
    .partial()
    .nullish(),
  interfaces: z.array(interfaceSchema).nullish(),
});

type ConfigInput = z.output<typeof configSchema>;

export function configView(world: World, config: ConfigRecord): unknown {
  const { instance_id: _, ...shown } = config;
  return { ...shown, interfaces: interfacesOf(world, config.id).map((one) => interfaceView(world, one)) };
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

function readDevices(call: Call, instanceId: number, input: ConfigInput["devices"]): Record<Slot, Device> {
  const result = Object.fromEntries(slots.map((slot) => [slot, null])) as Record<Slot, Device>;
  for (const slot of slots) {
    const given = input[slot];
    if (given == null || (given.disk_id == null && given.volume_id == null)) continue;
    const field = `devices.${slot}`;
    if (given.disk_id != null) {
      const disk = call.world.store.get("disk", given.disk_id);
      if (disk?.instance_id !== instanceId) throw invalid("disk_id is not valid", `${field}.disk_id`);
    }
    if (given.volume_id != null) {
      const volume = call.world.store.get("volume", given.volume_id);
      const linode = call.world.store.get("instance", instanceId);
      if (volume === undefined || volume.region !== linode?.region) {
        throw invalid("volume_id is not valid", `${field}.volume_id`);
      }
    }
    result[slot] = { disk_id: given.disk_id ?? null, volume_id: given.volume_id ?? null };
  }
  return result;
}

/** A new configuration, not yet inserted. */
export function newConfig(
  world: World,
  instanceId: number,
  fields: Partial<ConfigRecord> & { label: string },
): ConfigRecord {
  const now = world.clock.timestamp();
  return {
    helpers: defaultHelpers,
    kernel: "linode/latest-64bit",
    comments: "",
    memory_limit: 0,
    root_device: "/dev/sda",
    devices: Object.fromEntries(slots.map((slot) => [slot, null])) as Record<Slot, Device>,
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
  old?: ConfigRecord,
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
    helpers: input.helpers ? { ...(old?.helpers ?? defaultHelpers), ...input.helpers } : undefined,
  }) as Partial<ConfigRecord>;
}

/** Removes a configuration and its interfaces. */
export function removeConfig(world: World, config: ConfigRecord): void {
  for (const one of interfacesOf(world, config.id)) world.store.remove("interface", one.id);
  world.store.remove("config", config.id);
}

function refuseWhileActive(call: Call, config: ConfigRecord): void {
  const linode = call.world.store.get("instance", config.instance_id);
  if (linode?.status === "running" && linode.booted_config_id === config.id) {
    const vpc = interfacesOf(call.world, config.id).some((one) => one.purpose === "vpc");
    if (vpc)
      throw invalid(
        "An active configuration with a VPC interface cannot be deleted. Shut the Linode down first.",
      );
  }
}

function notifyUpdate(call: Call, config: ConfigRecord, action: string): void {
  const linode = call.world.store.get("instance", config.instance_id);
  if (linode === undefined) return;
  call.world.jobs.notify({
    action,
    kind: "instance",
    entity: { id: linode.id, type: "linode", label: linode.label, url: `/v4/linode/instances/${linode.id}` },
    secondary: configReference(config),
  });
}

const config = defineResource<"config">({
  kind: "config",
  path: "/linode/instances/:instance_id/configs",
  parents: { instance_id: "instance" },
  scope: "linodes",
  filterable: ["id", "label", "kernel", "created", "updated"],
  view: configView,
  create: defineCreation({
    schema: configSchema,
    build: (call, input): ConfigRecord => {
      const instanceId = Number(call.params.instance_id);
      return newConfig(call.world, instanceId, { ...fieldsOf(call, instanceId, input), label: input.label });
    },
    created: (call, record, input) => {
      setInterfaces(call.world, record, input.interfaces ?? [], "interfaces");
      notifyUpdate(call, record, "linode_config_create");
    },
  }),
  update: defineChange({
    schema: configSchema.partial(),
    apply: (call, record: ConfigRecord, input) => {
      if (input.interfaces != null) setInterfaces(call.world, record, input.interfaces, "interfaces");
      return fieldsOf(call, record.instance_id, input, record);
    },
    updated: (call, record) => notifyUpdate(call, record, "linode_config_update"),
  }),
  remove: {
    check: refuseWhileActive,
    before: (call, record) => {
      removeConfig(call.world, record);
      notifyUpdate(call, record, "linode_config_delete");
    },
  },
  actions: [
    {
      method: "GET",
      path: "interfaces",
      run: (call, record) => interfacesOf(call.world, record.id).map((one) => interfaceView(call.world, one)),
    },
    { method: "POST", path: "interfaces", run: addOne },
    { method: "POST", path: "interfaces/order", run: reorder },
    {
      method: "GET",
      path: "interfaces/:interface",
      run: (call, record) => interfaceView(call.world, one(call, record)),
    },
    { method: "PUT", path: "interfaces/:interface", run: changeOne },
    { method: "DELETE", path: "interfaces/:interface", run: removeOne },
  ],
});

function one(call: Call, config: ConfigRecord): InterfaceRecord {
  const found = call.world.store.get("interface", Number(call.params.interface));
  if (found?.config_id !== config.id) throw notFound();
  return found;
}

function addOne(call: Call, config: ConfigRecord): unknown {
  const input = validate(interfaceSchema, call.body);
  const position = interfacesOf(call.world, config.id).length;
  if (position >= 3) throw invalid("You may only have up to 3 interfaces", "interfaces");
  return interfaceView(call.world, addInterface(call.world, config, input, position, "interfaces"));
}

function changeOne(call: Call, config: ConfigRecord): unknown {
  const found = one(call, config);
  const input = validate(interfaceSchema.omit({ purpose: true }).partial(), call.body);
  const { world } = call;
  world.store.remove("interface", found.id);
  const added = addInterface(
    world,
    config,
    {
      purpose: found.purpose,
      label: found.label,
      ipam_address: found.ipam_address,
      primary: input.primary ?? found.primary,
      subnet_id: found.subnet_id,
      ipv4: { ...found.ipv4, ...input.ipv4 },
      ip_ranges: input.ip_ranges ?? found.ip_ranges,
    },
    found.position,
    "interface",
  );
  world.store.remove("interface", added.id);
  return interfaceView(world, world.store.insert("interface", { ...added, id: found.id }));
}

function removeOne(call: Call, config: ConfigRecord): unknown {
  const found = one(call, config);
  const linode = call.world.store.get("instance", config.instance_id);
  if (linode?.status === "running" && linode.booted_config_id === config.id) {
    throw invalid("Active interfaces cannot be deleted. Shut the Linode down first.");
  }
  call.world.store.remove("interface", found.id);
  interfacesOf(call.world, config.id).forEach((other, position) => {
    call.world.store.patch("interface", other.id, { position });
  });
  return {};
}

function reorder(call: Call, config: ConfigRecord): unknown {
  const { ids } = validate(z.object({ ids: z.array(id) }), call.body);
  const known = interfacesOf(call.world, config.id).map((other) => other.id);
  if (ids.length !== known.length || !known.every((other) => ids.includes(other))) {
    throw invalid("ids must name every interface of the configuration", "ids");
  }
  ids.forEach((other, position) => {
    call.world.store.patch("interface", other, { position });
  });
  return {};
}

export const configs: Section = { resources: [config] };
