import { z } from "zod";
import { typeById } from "../catalog";
import type { Call } from "../core/definition";
import { invalid } from "../core/errors";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { hasBackups } from "./accountSettings";
import { type ConfigRecord, newConfig } from "./configs";
import { addDisk, type DiskRecord, requireSpace } from "./disks";
import { unscheduled } from "./instanceBackups";
import { checkUserData } from "./instanceChecks";
import { newBackups } from "./instanceCreate";
import { hostUuid } from "./instanceParts";
import { instanceReference, requireIdle } from "./instanceRules";
import { linodeLabel } from "./instanceSchema";
import { alertsOf, type InstanceRecord, instanceView, specsOf } from "./instances";
import { type InterfaceInput, interfacesOf, setInterfaces } from "./interfaces";
import { allocateIp } from "./ips";
import { linodeInterfacesOf } from "./linodeInterfaceAddresses";
import { addLinodeInterface } from "./linodeInterfaceParts";
import { requireRoom } from "./placementGroups";
import { id, requireRegion, requireUniqueLabel, tags } from "./shared";

const schema = z.object({
  region: z.string().nullish(),
  type: z.string().nullish(),
  linode_id: id.nullish(),
  label: linodeLabel.nullish(),
  group: z.string().nullish(),
  backups_enabled: z.boolean().nullish(),
  private_ip: z.boolean().nullish(),
  metadata: z.object({ user_data: z.string().nullish() }).nullish(),
  placement_group: z.object({ id }).nullish(),
  disks: z.array(id).nullish(),
  configs: z.array(id).nullish(),
  tags,
});

type Input = z.output<typeof schema>;

/** Copies configurations and disks to a new Linode, or to one that is named. */
export function cloneInstance(call: Call, source: InstanceRecord): unknown {
  const input = validate(schema, call.body);
  const { world } = call;
  requireIdle(world, source);
  checkUserData(input.metadata?.user_data);
  const { disks, configs } = chosen(world, source, input);
  const target = input.linode_id == null ? newInstance(call, source, input) : existing(call, input);
  requireSpace(
    world,
    target,
    disks.reduce((sum, disk) => sum + disk.size, 0),
  );
  const copies = new Map<number, number>();
  for (const disk of disks) {
    const { label, size, used, filesystem } = disk;
    copies.set(disk.id, addDisk(world, target, { label, size, used, filesystem }).id);
  }
  for (const config of configs) copyConfig(world, source, target, config, copies);
  world.jobs.start({
    action: "linode_clone",
    kind: "instance",
    entity: instanceReference(source),
    secondary: instanceReference(target),
    details: { target: target.id },
  });
  return instanceView(world, target);
}

/** All configurations unless some are named, with their disks; disks beside them only where they are named. */
function chosen(
  world: World,
  source: InstanceRecord,
  input: Input,
): { disks: DiskRecord[]; configs: ConfigRecord[] } {
  const allConfigs = world.store.where("config", "instance_id", source.id);
  const allDisks = world.store.where("disk", "instance_id", source.id);
  for (const [field, all] of [
    ["configs", allConfigs],
    ["disks", allDisks],
  ] as const) {
    const unknown = input[field]?.some((one) => !all.some((known) => known.id === one));
    if (unknown) throw invalid(`${field} is not valid`, field);
  }
  const configs = allConfigs.filter((config) => input.configs?.includes(config.id) ?? true);
  const wanted = new Set<number>(input.disks ?? []);
  for (const config of configs) {
    for (const device of Object.values(config.devices))
      if (device?.disk_id != null) wanted.add(device.disk_id);
  }
  return { configs, disks: allDisks.filter((disk) => wanted.has(disk.id)) };
}

function copyConfig(
  world: World,
  source: InstanceRecord,
  target: InstanceRecord,
  config: ConfigRecord,
  disks: ReadonlyMap<number, number>,
): void {
  const devices = Object.fromEntries(
    Object.entries(config.devices).flatMap(([slot, device]) => {
      const disk_id = device?.disk_id == null ? undefined : disks.get(device.disk_id);
      return disk_id === undefined ? [] : [[slot, { disk_id, volume_id: null }]];
    }),
  );
  const copy = world.store.insert("config", newConfig(world, target.id, { ...config, devices }));
  const same = source.region === target.region;
  const interfaces = interfacesOf(world, config.id)
    .filter((one) => same || one.purpose === "public")
    .map((one): InterfaceInput => {
      const { purpose, primary, label, subnet_id } = one;
      // A copy gets its own address in the VPC and in the VLAN; a translated one is any of its own, as documented.
      const ipv4 = one.ipv4?.nat_1_1 == null ? null : { nat_1_1: "any" };
      return { purpose, primary, label, subnet_id, ipv4 };
    });
  if (target.interface_generation === "legacy_config") setInterfaces(world, copy, interfaces, "interfaces");
}

function existing(call: Call, input: Input): InstanceRecord {
  const target = call.world.store.get("instance", input.linode_id ?? 0);
  if (target === undefined) throw invalid("linode_id is not valid", "linode_id");
  for (const field of ["label", "region", "type", "private_ip", "backups_enabled", "metadata"] as const) {
    if (input[field] != null) throw invalid(`${field} is for a new Linode only`, field);
  }
  requireIdle(call.world, target);
  return target;
}

function newInstance(call: Call, source: InstanceRecord, input: Input): InstanceRecord {
  const { world } = call;
  if (input.region == null) throw invalid("region is required", "region");
  if (input.type == null) throw invalid("type is required", "type");
  if (typeById(input.type) === undefined) throw invalid("type is not valid", "type");
  requireRegion(input.region, "Linodes");
  if (input.placement_group != null) requireRoom(call, input.placement_group.id, input.region, 1);
  const linodeId = world.store.nextId();
  const text = input.label ?? `linode${linodeId}`;
  requireUniqueLabel(call, "instance", text, "linodes");
  const now = world.clock.timestamp();
  const backed = hasBackups(world, input.backups_enabled);
  // Unlike a new Linode's, they are planned at once (recorded).
  const plan = backed ? { day: unscheduled, window: unscheduled } : {};
  const target = world.store.insert("instance", {
    ...source,
    id: linodeId,
    label: text,
    group: input.group ?? "",
    status: "offline",
    created: now,
    updated: now,
    type: input.type,
    specs: specsOf(input.type),
    alerts: alertsOf(input.type),
    region: input.region,
    backups: { ...newBackups(backed), ...plan },
    tags: input.tags ?? source.tags,
    host_uuid: hostUuid(linodeId),
    has_user_data: Boolean(input.metadata?.user_data),
    placement_group_id: input.placement_group?.id ?? null,
    migrating_to_group_id: null,
    booted_config_id: null,
  });
  addAddresses(world, source, target, input);
  const seed = world.store.get("seed", source.id);
  world.store.insert("seed", {
    id: linodeId,
    stackscript_id: null,
    authorized_keys: seed?.authorized_keys ?? [],
  });
  return target;
}

function addAddresses(world: World, source: InstanceRecord, target: InstanceRecord, input: Input): void {
  const place = { region: target.region, linode_id: target.id };
  if (target.interface_generation === "legacy_config") {
    allocateIp(world, { ...place, public: true });
    if (input.private_ip) allocateIp(world, { ...place, public: false });
    return;
  }
  if (input.private_ip) throw invalid("private_ip cannot be used with Linode interfaces", "private_ip");
  const same = source.region === target.region;
  for (const one of linodeInterfacesOf(world, source.id)) {
    if (one.purpose === "public") addLinodeInterface(world, target, { public: {}, firewall_id: null });
    else if (one.purpose === "vlan" && same) {
      addLinodeInterface(world, target, { vlan: { vlan_label: one.label ?? "" } });
    } else if (one.subnet_id !== null && same) {
      addLinodeInterface(world, target, { vpc: { subnet_id: one.subnet_id }, firewall_id: null });
    }
  }
}
