import { regionById, typeById } from "../catalog";
import { defineResource, type Section } from "../core/definition";
import type { Entity } from "../core/kinds";
import type { World } from "../core/world";
import { instanceActions } from "./instanceActions";
import { instanceBackups } from "./instanceBackups";
import { instanceCreation } from "./instanceCreate";
import { instanceAddresses } from "./instanceIps";
import { instanceJobs } from "./instanceJobs";
import { instanceMoves } from "./instanceMoves";
import { dismantle, requireDeletable } from "./instanceParts";
import { instanceReads } from "./instanceReads";
import { instanceReference } from "./instanceRules";
import { instanceChange } from "./instanceUpdate";
import { locksOf } from "./locks";

/** A Linode. What its host is seeded with is kept apart (`seed`), so that no view can show it. */
export interface InstanceRecord extends Entity {
  id: number;
  label: string;
  group: string;
  status:
    | "running"
    | "offline"
    | "booting"
    | "rebooting"
    | "shutting_down"
    | "provisioning"
    | "migrating"
    | "rebuilding"
    | "restoring"
    | "cloning"
    | "resizing";
  created: string;
  updated: string;
  type: string;
  specs: {
    disk: number;
    memory: number;
    vcpus: number;
    gpus: number;
    transfer: number;
    accelerated_devices: number;
  };
  image: string | null;
  region: string;
  alerts: { cpu: number; network_in: number; network_out: number; transfer_quota: number; io: number };
  backups: {
    enabled: boolean;
    available: boolean;
    day: string | null;
    window: string | null;
    last_successful: string | null;
  };
  watchdog_enabled: boolean;
  tags: string[];
  host_uuid: string;
  has_user_data: boolean;
  placement_group_id: number | null;
  /** The group that it will be in once its migration has ended. */
  migrating_to_group_id: number | null;
  disk_encryption: string;
  interface_generation: "legacy_config" | "linode";
  maintenance_policy: string;
  /** The configuration it runs, or ran last. */
  booted_config_id: number | null;
  /** Of one with Linode interfaces: whether the platform configures its network. */
  network_helper: boolean;
}

/** What a host gets at its first boot, as far as anything here reads it: no passwords, user data or answers to StackScripts. */
export interface SeedRecord extends Entity {
  id: number;
  stackscript_id: number | null;
  authorized_keys: string[];
}

declare module "../core/kinds" {
  interface Kinds {
    instance: InstanceRecord;
    seed: SeedRecord;
  }
}

/** Specifications as the API shows them, from the plan. */
export function specsOf(type: string): InstanceRecord["specs"] {
  const plan = typeById(type);
  return {
    disk: plan?.disk ?? 0,
    memory: plan?.memory ?? 0,
    vcpus: plan?.vcpus ?? 0,
    gpus: plan?.gpus ?? 0,
    transfer: plan?.transfer ?? 0,
    accelerated_devices: plan?.accelerated_devices ?? 0,
  };
}

/** The alerts of a new Linode: 90 % of each of its processors, recorded. */
export function alertsOf(type: string): InstanceRecord["alerts"] {
  const cpu = 90 * Math.max(1, specsOf(type).vcpus);
  return { cpu, network_in: 10, network_out: 10, transfer_quota: 80, io: 10000 };
}

/** What the platform can do for a Linode where it is. */
function capabilities(region: string): string[] {
  const offered = regionById(region)?.capabilities ?? [];
  return [
    ...(offered.includes("Block Storage Encryption") ? ["Block Storage Encryption"] : []),
    "SMTP Enabled",
    ...(offered.includes("Maintenance Policy") ? ["Maintenance Policy"] : []),
  ];
}

function groupView(world: World, linode: InstanceRecord): unknown {
  if (linode.placement_group_id === null) return null;
  const group = world.store.get("placementGroup", linode.placement_group_id);
  if (group === undefined) return null;
  const { id, label, placement_group_type, placement_group_policy } = group;
  return {
    migrating_to: linode.migrating_to_group_id,
    id,
    label,
    placement_group_type,
    placement_group_policy,
  };
}

/** Public addresses first. */
function ipv4Of(world: World, linode: InstanceRecord): string[] {
  const addresses = world.store.where("ip", "linode_id", linode.id);
  return addresses.sort((a, b) => Number(b.public) - Number(a.public)).map((ip) => ip.id);
}

function byIpv4(world: World, address: unknown): InstanceRecord[] {
  const owner = world.store.get("ip", String(address))?.linode_id;
  const linode = owner == null ? undefined : world.store.get("instance", owner);
  return linode === undefined ? [] : [linode];
}

function ipv6Of(world: World, linode: InstanceRecord): string {
  return `${world.addresses.ipv6(linode.id)}/128`;
}

export function instanceView(world: World, linode: InstanceRecord): unknown {
  const { placement_group_id, migrating_to_group_id, booted_config_id, network_helper, backups, ...shown } =
    linode;
  const { enabled, available, day, window, last_successful } = backups;
  const { maintenance_policy, ...rest } = shown;
  const offered = capabilities(linode.region);
  return {
    ...rest,
    // Regions that can't choose don't say what they do (recorded).
    ...(offered.includes("Maintenance Policy") ? { maintenance_policy } : {}),
    alerts: { ...linode.alerts, system_alerts: [], user_alerts: [] },
    ipv4: ipv4Of(world, linode),
    ipv6: ipv6Of(world, linode),
    site_type: regionById(linode.region)?.site_type ?? "core",
    backups: { enabled, available, schedule: { day, window }, last_successful },
    hypervisor: "kvm",
    placement_group: groupView(world, linode),
    lke_cluster_id: null,
    capabilities: offered,
    locks: locksOf(world, "linode", linode.id),
  };
}

const filterable = [
  "id",
  "label",
  "group",
  "status",
  "type",
  "image",
  "region",
  "tags",
  "ipv4",
  "ipv6",
  "created",
  "updated",
  "specs.disk",
  "specs.memory",
  "specs.vcpus",
  "disk_encryption",
  "placement_group.id",
  "watchdog_enabled",
  "has_user_data",
  "interface_generation",
  "maintenance_policy",
];
/** Filterable, but only in the view: not fields of the record. */
const viewed = new Set(["ipv4", "ipv6", "placement_group.id"]);

const instance = defineResource<"instance">({
  kind: "instance",
  path: "/linode/instances",
  scope: "linodes",
  filterable,
  plain: filterable.filter((field) => !viewed.has(field)),
  finders: { ipv4: byIpv4 },
  computed: { ipv4: ipv4Of, ipv6: ipv6Of, placement_group: groupView },
  indexes: ["label", "placement_group_id", "migrating_to_group_id"],
  lists: ["tags"],
  view: instanceView,
  reference: (_, linode) => instanceReference(linode),
  create: instanceCreation,
  update: instanceChange,
  remove: {
    check: (call, linode) => requireDeletable(call.world, linode),
    before: (call, linode) => dismantle(call.world, linode),
  },
  notifications: { update: "linode_update" },
  actions: [...instanceActions, ...instanceMoves, ...instanceReads, ...instanceAddresses, ...instanceBackups],
  jobs: instanceJobs,
});

export const instances: Section = {
  resources: [instance],
  indexes: { backup: ["instance_id"], interfaceVersion: ["linode_id"] },
};
