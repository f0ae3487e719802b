import { z } from "zod";
import { typeById } from "../catalog";
import { type Call, defineCreation } from "../core/definition";
import { invalid } from "../core/errors";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { accountSettings, hasBackups } from "./accountSettings";
import type { ConfigRecord } from "./configs";
import { addDevice } from "./firewallDevices";
import { firewallForNew } from "./firewallSettings";
import { imageReference, requireImage } from "./images";
import { requireRestorable, restoreParts } from "./instanceBackups";
import { checkUserData, interfaceGeneration, reservedAddress } from "./instanceChecks";
import { startBoot } from "./instanceJobs";
import { addImageDisks, hostUuid } from "./instanceParts";
import { instanceReference } from "./instanceRules";
import { type InstanceInput, instanceSchema } from "./instanceSchema";
import { alertsOf, type InstanceRecord, specsOf } from "./instances";
import { interfaceSchema, setInterfaces } from "./interfaces";
import { allocateIp } from "./ips";
import { addLinodeInterface } from "./linodeInterfaceParts";
import { linodeInterfaceSchema } from "./linodeInterfaceSchema";
import { requireRoom } from "./placementGroups";
import { authorizedKeys, requireRootLogin } from "./rootLogin";
import { requireRegion, requireUniqueLabel } from "./shared";
import { checkStackScriptData, countDeployment } from "./stackscripts";

/** Backups before anything was planned or made. */
export function newBackups(enabled: boolean): InstanceRecord["backups"] {
  return { enabled, available: false, day: null, window: null, last_successful: null };
}

function check(call: Call, input: InstanceInput): void {
  requireRegion(input.region, "Linodes");
  if (typeById(input.type) === undefined) throw invalid("type is not valid", "type");
  if (input.image != null && input.backup_id != null) {
    throw invalid("image and backup_id are mutually exclusive", "backup_id");
  }
  if (input.image != null) checkImage(call, input, input.image);
  if (input.backup_id != null) checkBackup(call, input, input.backup_id);
  checkUserData(input.metadata?.user_data);
  checkStackScriptData(call, input);
  reservedAddress(call, input);
  if (input.disk_encryption === "enabled") requireRegion(input.region, "Disk Encryption");
  if (input.metadata?.user_data) requireRegion(input.region, "Metadata");
  if (input.placement_group != null) requireRoom(call, input.placement_group.id, input.region, 1);
}

function checkImage(call: Call, input: InstanceInput, name: string): void {
  const image = requireImage(call.world, name, "image");
  requireRootLogin(input);
  const { disk } = specsOf(input.type);
  const needed = (input.boot_size ?? image.size) + (input.swap_size ?? 0);
  if (needed > disk) throw invalid("The disks must fit into the plan's storage", "boot_size");
  if (input.boot_size != null && input.boot_size < image.size) {
    throw invalid("Disk is too small for the image", "boot_size");
  }
}

function checkBackup(call: Call, input: InstanceInput, backupId: number): void {
  const backup = requireRestorable(call.world, backupId, input.region, "backup_id");
  const needed = backup.disks.reduce((sum, disk) => sum + disk.size, 0);
  if (needed > specsOf(input.type).disk) {
    throw invalid("The backup's disks do not fit into the plan's storage", "type");
  }
}

function build(call: Call, input: InstanceInput): InstanceRecord {
  check(call, input);
  const { store, clock } = call.world;
  const settings = accountSettings(call.world);
  const region = requireRegion(input.region);
  const linodeId = store.nextId();
  const text = input.label ?? `linode${linodeId}`;
  requireUniqueLabel(call, "instance", text, "linodes");
  const now = clock.timestamp();
  return {
    id: linodeId,
    label: text,
    group: input.group ?? "",
    status: "provisioning",
    created: now,
    updated: now,
    type: input.type,
    specs: specsOf(input.type),
    image: input.image ?? null,
    region: input.region,
    alerts: alertsOf(input.type),
    backups: newBackups(hasBackups(call.world, input.backups_enabled)),
    watchdog_enabled: input.watchdog_enabled ?? true,
    tags: input.tags ?? [],
    host_uuid: hostUuid(linodeId),
    has_user_data: Boolean(input.metadata?.user_data),
    placement_group_id: input.placement_group?.id ?? null,
    migrating_to_group_id: null,
    disk_encryption:
      input.disk_encryption ?? (region.capabilities.includes("Disk Encryption") ? "enabled" : "disabled"),
    interface_generation: interfaceGeneration(call.world, input),
    maintenance_policy: input.maintenance_policy ?? settings.maintenance_policy,
    booted_config_id: null,
    network_helper: input.network_helper ?? settings.network_helper,
  };
}

/** Reads the interfaces, now that their generation is known; complaints name their place in the request. */
function read<S extends z.ZodType>(schema: S, input: InstanceInput): z.output<S>[] {
  const body = z.object({ interfaces: z.array(schema) });
  return validate(body, { interfaces: input.interfaces ?? [] }).interfaces;
}

function addAddresses(call: Call, linode: InstanceRecord, input: InstanceInput): void {
  const { world } = call;
  const place = { region: linode.region, linode_id: linode.id };
  const reserved = reservedAddress(call, input);
  if (linode.interface_generation === "linode") {
    if (input.private_ip) throw invalid("private_ip cannot be used with Linode interfaces", "private_ip");
    if (reserved !== undefined) throw invalid("ipv4 cannot be used with Linode interfaces", "ipv4");
    const interfaces = read(linodeInterfaceSchema, input);
    interfaces.forEach((one, index) => {
      addLinodeInterface(world, linode, one, `interfaces[${index}]`);
    });
    return;
  }
  if (reserved === undefined) allocateIp(world, { ...place, public: true });
  else world.store.patch("ip", reserved, { linode_id: linode.id });
  if (input.private_ip) allocateIp(world, { ...place, public: false });
  const firewall = firewallForNew(world, "linode", input.firewall_id);
  if (firewall !== undefined) addDevice(world, firewall, "linode", linode.id);
}

/** The disks and the configuration to boot, if the Linode is made from something. */
function addDisks(call: Call, linode: InstanceRecord, input: InstanceInput): ConfigRecord | undefined {
  const { world } = call;
  if (input.backup_id != null) {
    const backup = requireRestorable(world, input.backup_id, linode.region, "backup_id");
    return restoreParts(world, linode, backup)[0];
  }
  if (input.image == null) return undefined;
  const config = addImageDisks(world, linode, input.image, {
    swap: input.swap_size ?? undefined,
    bootSize: input.boot_size ?? undefined,
    kernel: input.kernel ?? undefined,
  });
  if (linode.interface_generation === "legacy_config") {
    setInterfaces(world, config, read(interfaceSchema, input), "interfaces");
  }
  return config;
}

function created(call: Call, linode: InstanceRecord, input: InstanceInput): void {
  const { world } = call;
  addAddresses(call, linode, input);
  world.store.insert("seed", {
    id: linode.id,
    stackscript_id: input.stackscript_id ?? null,
    authorized_keys: authorizedKeys(world, input),
  });
  countDeployment(world, input.stackscript_id);
  world.scriptData.set(linode.id, input.stackscript_data ?? {});
  const config = addDisks(call, linode, input);
  const job = startCreation(world, linode, input);
  if (config !== undefined && input.booted !== false) {
    startBoot(world, linode, "linode_boot", config.id, job);
  }
}

/** Starts the job; booting waits behind it from the start (recorded). */
function startCreation(world: World, linode: InstanceRecord, input: InstanceInput): number {
  const image = input.image == null ? undefined : requireImage(world, input.image, "image");
  return world.jobs.start({
    action: image === undefined && input.backup_id == null ? "linode_create_empty" : "linode_create",
    kind: "instance",
    entity: instanceReference(linode),
    secondary: image === undefined ? null : imageReference(image),
  }).id;
}

export const instanceCreation = defineCreation({ schema: instanceSchema, build, created });
