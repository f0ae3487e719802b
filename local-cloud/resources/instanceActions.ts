import { z } from "zod";
import { typeById } from "../catalog";
import type { Action, Call } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import { firewallsOf, replaceFirewalls } from "./firewallDevices";
import { requireImage } from "./images";
import { cloneInstance } from "./instanceClone";
import { bootConfig, startBoot } from "./instanceJobs";
import { addImageDisks, removeDisks } from "./instanceParts";
import { instanceReference, requireIdle } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { instanceView } from "./instances";
import { interfacesOf, setInterfaces } from "./interfaces";
import { requireRoom } from "./placementGroups";
import { id, requireRegion } from "./shared";
import { volumeView } from "./volumes";

const configChoice = z.object({ config_id: id.nullish() });

function boot(call: Call, linode: InstanceRecord): unknown {
  const input = validate(configChoice, call.body);
  requireIdle(call.world, linode);
  if (linode.status === "running") throw invalid(`Linode ${linode.id} already booted.`);
  startBoot(call.world, linode, "linode_boot", chooseConfig(call, linode, input.config_id ?? undefined));
  return {};
}

function reboot(call: Call, linode: InstanceRecord): unknown {
  const input = validate(configChoice, call.body);
  requireIdle(call.world, linode);
  startBoot(call.world, linode, "linode_reboot", chooseConfig(call, linode, input.config_id ?? undefined));
  return {};
}

function chooseConfig(call: Call, linode: InstanceRecord, named: number | undefined): number {
  const config = bootConfig(call.world, linode, named);
  if (config === undefined) {
    throw named === undefined
      ? invalid("Linode has no configuration to boot")
      : invalid("config_id is not valid", "config_id");
  }
  return config;
}

function shutdown(call: Call, linode: InstanceRecord): unknown {
  requireIdle(call.world, linode);
  if (linode.status === "offline") throw invalid(`Linode ${linode.id} already shut down.`);
  begin(call, linode, "linode_shutdown", "shutting_down");
  return {};
}

function begin(
  call: Call,
  linode: InstanceRecord,
  action: string,
  status: InstanceRecord["status"],
  details: Record<string, string | number | boolean> = {},
): void {
  call.world.store.patch("instance", linode.id, { status });
  call.world.jobs.start({ action, kind: "instance", entity: instanceReference(linode), details });
}

const migration = z.object({
  region: z.string().nullish(),
  type: z.enum(["cold", "warm"]).nullish(),
  upgrade: z.boolean().nullish(),
  placement_group: z.object({ id }).nullish(),
});

function migrate(call: Call, linode: InstanceRecord): unknown {
  const input = validate(migration, call.body);
  const { store } = call.world;
  requireIdle(call.world, linode);
  const details = { boot: linode.status === "running" };
  if (input.region == null || input.region === linode.region) {
    begin(call, linode, "linode_migrate", "migrating", details);
    return {};
  }
  requireRegion(input.region, "Linodes");
  if (store.where("volume", "linode_id", linode.id).length > 0) {
    throw invalid("Volumes must be detached before the Linode can be migrated to another region");
  }
  const vpc = store.where("interface", "instance_id", linode.id).some((one) => one.purpose === "vpc");
  if (vpc) throw invalid("A Linode with VPC interfaces cannot be migrated to another region");
  if (input.placement_group != null) requireRoom(call, input.placement_group.id, input.region, 1);
  store.patch("instance", linode.id, { placement_group_id: input.placement_group?.id ?? null });
  begin(call, linode, "linode_migrate_datacenter", "migrating", { ...details, region: input.region });
  return {};
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
  const disks = call.world.store.where("disk", "instance_id", linode.id);
  const used = disks.reduce((sum, disk) => sum + disk.size, 0);
  const main = disks.filter((disk) => disk.filesystem !== "swap");
  const [only] = main;
  const auto = input.allow_auto_disk_resize !== false && main.length === 1 && only !== undefined;
  const grown = auto ? only.size + plan.disk - used : 0;
  if (auto ? grown <= 0 : used > plan.disk) {
    throw invalid(
      "Linode has allocated more disk than the new service plan allows. Delete or resize disks smaller.",
    );
  }
  const details = auto && plan.disk > linode.specs.disk ? { disk: only.id, size: grown } : {};
  const shrunk = auto && used > plan.disk ? { disk: only.id, size: grown } : {};
  begin(call, linode, "linode_resize", "resizing", {
    type: plan.id,
    boot: linode.status === "running",
    ...details,
    ...shrunk,
  });
  return {};
}

const rebuilding = z.object({
  image: z.string(),
  root_pass: z.string().nullish(),
  authorized_keys: z.array(z.string()).nullish(),
  authorized_users: z.array(z.string()).nullish(),
  booted: z.boolean().nullish(),
  stackscript_id: id.nullish(),
  stackscript_data: z.record(z.string(), z.coerce.string()).nullish(),
  metadata: z.object({ user_data: z.string().nullish() }).nullish(),
  disk_encryption: z.enum(["enabled", "disabled"]).nullish(),
});

function rebuild(call: Call, linode: InstanceRecord): unknown {
  const input = validate(rebuilding, call.body);
  const { world } = call;
  requireIdle(world, linode);
  const image = requireImage(world, input.image, "image");
  if (!input.root_pass && !input.authorized_keys?.length && !input.authorized_users?.length) {
    throw invalid("Must provide valid root_pass, authorized_keys, or authorized_users");
  }
  const old = world.store.where("config", "instance_id", linode.id)[0];
  const interfaces = old === undefined ? [] : interfacesOf(world, old.id);
  removeDisks(world, linode);
  const seed = world.store.get("seed", linode.id);
  world.store.patch("seed", linode.id, {
    user_data: input.metadata?.user_data ?? null,
    stackscript_id: input.stackscript_id ?? null,
    stackscript_data: input.stackscript_data ?? {},
    authorized_keys: input.authorized_keys ?? seed?.authorized_keys ?? [],
  });
  const changed = world.store.patch("instance", linode.id, {
    image: image.id,
    status: "rebuilding",
    has_user_data: Boolean(input.metadata?.user_data),
    disk_encryption: input.disk_encryption ?? linode.disk_encryption,
    booted_config_id: null,
  });
  const config = addImageDisks(world, changed ?? linode, image.id);
  setInterfaces(world, config, interfaces, "interfaces");
  begin(call, linode, "linode_rebuild", "rebuilding", { boot: input.booted !== false });
  return instanceView(world, world.store.get("instance", linode.id) ?? linode);
}

function backups(enabled: boolean): (call: Call, linode: InstanceRecord) => unknown {
  return (call, linode) => {
    call.world.store.patch("instance", linode.id, { backups: { ...linode.backups, enabled } });
    const action = enabled ? "backups_enable" : "backups_cancel";
    call.world.jobs.notify({ action, kind: "instance", entity: instanceReference(linode) });
    return {};
  };
}

function volumes(call: Call, linode: InstanceRecord): unknown {
  const rows = call.world.store.where("volume", "linode_id", linode.id);
  return answerList(
    call,
    rows.map((volume) => volumeView(call.world, volume)),
    ["id", "label", "status", "size", "region", "tags"],
  );
}

function monthlyTransfer(call: Call): unknown {
  if (!/^20\d\d$/.test(call.params.year ?? "") || !/^(0?[1-9]|1[0-2])$/.test(call.params.month ?? ""))
    throw notFound();
  return { bytes_in: 0, bytes_out: 0, bytes_total: 0 };
}

/** What can be done to a Linode, apart from its addresses. */
export const instanceActions: readonly Action<InstanceRecord>[] = [
  { method: "POST", path: "boot", run: boot },
  { method: "POST", path: "reboot", run: reboot },
  { method: "POST", path: "shutdown", run: shutdown },
  { method: "POST", path: "migrate", run: migrate },
  { method: "POST", path: "resize", run: resize },
  { method: "POST", path: "rebuild", run: rebuild },
  { method: "POST", path: "clone", run: cloneInstance },
  { method: "POST", path: "mutate", run: () => ({}) },
  { method: "POST", path: "password", run: () => ({}) },
  { method: "POST", path: "backups/enable", run: backups(true) },
  { method: "POST", path: "backups/cancel", run: backups(false) },
  {
    method: "GET",
    path: "backups",
    run: () => ({ automatic: [], snapshot: { current: null, in_progress: null } }),
  },
  { method: "GET", path: "volumes", run: volumes },
  {
    method: "GET",
    path: "firewalls",
    run: (call, linode) => firewallsOf(call, "linode", linode.id),
  },
  {
    method: "PUT",
    path: "firewalls",
    run: (call, linode) => replaceFirewalls(call, "linode", linode.id),
  },
  { method: "POST", path: "firewalls/apply", run: () => ({}) },
  { method: "GET", path: "nodebalancers", run: (call) => answerList(call, [], ["id", "label", "region"]) },
  {
    method: "GET",
    path: "transfer",
    run: (_, linode) => ({ used: 0, quota: linode.specs.transfer, billable: 0 }),
  },
  { method: "GET", path: "transfer/:year/:month", run: monthlyTransfer },
  {
    method: "GET",
    path: "stats",
    run: () => {
      throw invalid("Stats are unavailable at this time.");
    },
  },
];
