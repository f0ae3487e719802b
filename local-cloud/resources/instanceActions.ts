import { z } from "zod";
import { typeById } from "../catalog";
import type { Action, Call } from "../core/definition";
import { invalid } from "../core/errors";
import { validate } from "../core/validate";
import { bootConfig, startBoot } from "./instanceJobs";
import { instanceReference, queueBehind, requireIdle } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { linodeInterfaces } from "./linodeInterfaces";
import { id } from "./shared";

const configChoice = z.object({ config_id: id.nullish() });

/** Booting waits for a Linode that is still being made (recorded); anything else makes it busy. */
function boot(call: Call, linode: InstanceRecord): unknown {
  const input = validate(configChoice, call.body);
  const after = queueBehind(call.world, linode, ["linode_create", "linode_create_empty"]);
  if (linode.status === "running") throw invalid(`Linode ${linode.id} already booted.`);
  const config = chooseConfig(call, linode, input.config_id ?? undefined);
  startBoot(call.world, linode, "linode_boot", config, after);
  return {};
}

function reboot(call: Call, linode: InstanceRecord): unknown {
  const input = validate(configChoice, call.body);
  requireIdle(call.world, linode);
  startBoot(call.world, linode, "linode_reboot", chooseConfig(call, linode, input.config_id ?? undefined));
  return {};
}

function chooseConfig(call: Call, linode: InstanceRecord, named: number | undefined): number {
  if (linode.interface_generation === "linode") requireInterface(call, linode);
  const config = bootConfig(call.world, linode, named);
  if (config === undefined) {
    throw named === undefined
      ? invalid("Linode has no configuration to boot")
      : invalid("config_id is not valid", "config_id");
  }
  return config;
}

function requireInterface(call: Call, linode: InstanceRecord): void {
  if (call.world.store.where("interface", "instance_id", linode.id).length === 0) {
    throw invalid("The Linode has no interface to boot with");
  }
}

function shutdown(call: Call, linode: InstanceRecord): unknown {
  requireIdle(call.world, linode);
  if (linode.status === "offline") throw invalid(`Linode ${linode.id} already shut down.`);
  begin(call, linode, "linode_shutdown", { status: "shutting_down" });
  return {};
}

/** Starts a job of a Linode that changes its state from now on. */
export function begin(
  call: Call,
  linode: InstanceRecord,
  action: string,
  change: Partial<InstanceRecord>,
  details: Record<string, string | number | boolean> = {},
): void {
  call.world.store.patch("instance", linode.id, change);
  call.world.jobs.start({ action, kind: "instance", entity: instanceReference(linode), details });
}

const rescueSlots = ["sda", "sdb", "sdc", "sdd", "sde", "sdf", "sdg"] as const;
const rescueSchema = z.object({
  devices: z
    .partialRecord(
      z.enum(rescueSlots),
      z.object({ disk_id: id.nullish(), volume_id: id.nullish() }).nullish(),
    )
    .nullish(),
});

/** Boots the recovery system, with the devices named; sdh is its own. */
function rescue(call: Call, linode: InstanceRecord): unknown {
  const input = validate(rescueSchema, call.body);
  requireIdle(call.world, linode);
  for (const [slot, device] of Object.entries(input.devices ?? {})) {
    const { store } = call.world;
    if (device?.disk_id != null && store.get("disk", device.disk_id)?.instance_id !== linode.id) {
      throw invalid("disk_id is not valid", `devices.${slot}.disk_id`);
    }
    if (device?.volume_id != null && store.get("volume", device.volume_id)?.linode_id !== linode.id) {
      throw invalid("volume_id is not valid", `devices.${slot}.volume_id`);
    }
  }
  begin(call, linode, "linode_rescue", { status: "booting" });
  return {};
}

/** Works on a Linode that is off and has one disk to log in to. */
function resetPassword(call: Call, linode: InstanceRecord): unknown {
  validate(z.object({ root_pass: z.string().min(1) }), call.body);
  requireIdle(call.world, linode);
  if (linode.status !== "offline") throw invalid("The Linode must be powered off to reset its root password");
  const disks = call.world.store.where("disk", "instance_id", linode.id);
  if (disks.filter((disk) => disk.filesystem !== "swap").length !== 1) {
    throw invalid("The Linode must have exactly one disk; otherwise reset the password of a disk");
  }
  begin(call, linode, "password_reset", {});
  return {};
}

/** Moves a Linode to the plan that took the place of its own. */
function mutate(call: Call, linode: InstanceRecord): unknown {
  requireIdle(call.world, linode);
  const successor = typeById(linode.type)?.successor;
  if (typeof successor !== "string") throw invalid("There is no upgrade for this Linode's plan");
  const details = { type: successor, boot: linode.status === "running" };
  begin(call, linode, "linode_mutate", { status: "resizing" }, details);
  return {};
}

/** What can be done to a Linode as it is. */
export const instanceActions: readonly Action<InstanceRecord>[] = [
  { method: "POST", path: "boot", run: boot },
  { method: "POST", path: "reboot", run: reboot },
  { method: "POST", path: "shutdown", run: shutdown },
  { method: "POST", path: "rescue", run: rescue },
  { method: "POST", path: "password", run: resetPassword },
  { method: "POST", path: "mutate", run: mutate },
  ...linodeInterfaces,
];
