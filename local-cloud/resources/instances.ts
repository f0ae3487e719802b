import { typeById } from "../catalog";
import { defineResource, type Section } from "../core/definition";
import type { Entity } from "../core/kinds";
import type { World } from "../core/world";
import { instanceActions } from "./instanceActions";
import { instanceCreation } from "./instanceCreate";
import { instanceAddresses } from "./instanceIps";
import { instanceJobs } from "./instanceJobs";
import { dismantle } from "./instanceParts";
import { instanceReference } from "./instanceRules";
import { instanceChange } from "./instanceUpdate";

const defaultAlerts = { cpu: 90, network_in: 10, network_out: 10, transfer_quota: 80, io: 10000 };

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
  alerts: typeof defaultAlerts;
  backups: { enabled: boolean; day: string | null; window: string | null };
  watchdog_enabled: boolean;
  tags: string[];
  host_uuid: string;
  has_user_data: boolean;
  placement_group_id: number | null;
  disk_encryption: string;
  interface_generation: string;
  maintenance_policy: string;
  /** The configuration it runs, or ran last. */
  booted_config_id: number | null;
}

/** What a host gets at its first boot. Root passwords are not kept at all. */
export interface SeedRecord extends Entity {
  id: number;
  user_data: string | null;
  stackscript_id: number | null;
  stackscript_data: Record<string, string>;
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

export function instanceView(world: World, linode: InstanceRecord): unknown {
  const { placement_group_id, booted_config_id: _, backups, ...shown } = linode;
  const group =
    placement_group_id === null ? undefined : world.store.get("placementGroup", placement_group_id);
  const addresses = world.store.where("ip", "linode_id", linode.id);
  return {
    ...shown,
    alerts: { ...linode.alerts, system_alerts: [], user_alerts: [] },
    ipv4: [...addresses].sort((a, b) => Number(b.public) - Number(a.public)).map((ip) => ip.id),
    ipv6: `${world.addresses.ipv6(linode.id)}/128`,
    site_type: "core",
    backups: {
      enabled: backups.enabled,
      available: false,
      schedule: { day: backups.day, window: backups.window },
      last_successful: null,
    },
    hypervisor: "kvm",
    placement_group:
      group === undefined
        ? null
        : {
            migrating_to: null,
            id: group.id,
            label: group.label,
            placement_group_type: group.placement_group_type,
            placement_group_policy: group.placement_group_policy,
          },
    lke_cluster_id: null,
    capabilities: ["Block Storage Encryption", "SMTP Enabled", "Maintenance Policy"],
    locks: [],
  };
}

const instance = defineResource<"instance">({
  kind: "instance",
  path: "/linode/instances",
  scope: "linodes",
  filterable: [
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
  ],
  indexes: ["label", "placement_group_id"],
  view: instanceView,
  reference: (_, linode) => instanceReference(linode),
  create: instanceCreation,
  update: instanceChange,
  remove: { before: (call, linode) => dismantle(call.world, linode) },
  notifications: { update: "linode_update" },
  actions: [...instanceActions, ...instanceAddresses],
  jobs: instanceJobs,
});

export { defaultAlerts };

export const instances: Section = { resources: [instance] };
