import { z } from "zod";
import { typeById } from "../catalog";
import type { Call } from "../core/definition";
import { invalid } from "../core/errors";
import { validate } from "../core/validate";
import { newConfig } from "./configs";
import { addDisk } from "./disks";
import { linodeLabel } from "./instanceCreate";
import { hostUuid } from "./instanceParts";
import { instanceReference, requireIdle } from "./instanceRules";
import { type InstanceRecord, instanceView, specsOf } from "./instances";
import { allocateIp } from "./ips";
import { id, requireRegion, requireUniqueLabel, tags } from "./shared";

const schema = z.object({
  region: z.string().nullish(),
  type: z.string().nullish(),
  linode_id: id.nullish(),
  label: linodeLabel.nullish(),
  backups_enabled: z.boolean().nullish(),
  private_ip: z.boolean().nullish(),
  metadata: z.object({ user_data: z.string().nullish() }).nullish(),
  disks: z.array(id).nullish(),
  configs: z.array(id).nullish(),
  tags,
});

/** Copies disks and configurations to a new Linode, or to one that is named. */
export function cloneInstance(call: Call, source: InstanceRecord): unknown {
  const input = validate(schema, call.body);
  const { world } = call;
  requireIdle(world, source);
  const target = input.linode_id == null ? newInstance(call, source, input) : existing(call, input.linode_id);
  const disks = new Map<number, number>();
  for (const disk of world.store.where("disk", "instance_id", source.id)) {
    if (input.disks != null && !input.disks.includes(disk.id)) continue;
    const copy = addDisk(world, target, { label: disk.label, size: disk.size, filesystem: disk.filesystem });
    disks.set(disk.id, copy.id);
  }
  for (const config of world.store.where("config", "instance_id", source.id)) {
    if (input.configs != null && !input.configs.includes(config.id)) continue;
    const devices = Object.fromEntries(
      Object.entries(config.devices).map(([slot, device]) => {
        const disk_id = device?.disk_id == null ? null : (disks.get(device.disk_id) ?? null);
        return [slot, disk_id === null ? null : { disk_id, volume_id: null }];
      }),
    ) as typeof config.devices;
    world.store.insert("config", { ...newConfig(world, target.id, { ...config, devices }) });
  }
  world.jobs.start({
    action: "linode_clone",
    kind: "instance",
    entity: instanceReference(source),
    secondary: instanceReference(target),
    details: { target: target.id },
  });
  return instanceView(world, target);
}

function existing(call: Call, linodeId: number): InstanceRecord {
  const target = call.world.store.get("instance", linodeId);
  if (target === undefined) throw invalid("linode_id is not valid", "linode_id");
  requireIdle(call.world, target);
  return target;
}

function newInstance(call: Call, source: InstanceRecord, input: z.output<typeof schema>): InstanceRecord {
  const { world } = call;
  if (input.region == null) throw invalid("region is required", "region");
  if (input.type == null || typeById(input.type) === undefined) throw invalid("type is not valid", "type");
  requireRegion(input.region, "Linodes");
  const linodeId = world.store.nextId();
  const text = input.label ?? `linode${linodeId}`;
  requireUniqueLabel(call, "instance", text, "linodes");
  const now = world.clock.timestamp();
  const user_data = input.metadata?.user_data ?? null;
  const target = world.store.insert("instance", {
    ...source,
    id: linodeId,
    label: text,
    status: "offline",
    created: now,
    updated: now,
    type: input.type,
    specs: specsOf(input.type),
    region: input.region,
    backups: { enabled: input.backups_enabled ?? false, day: null, window: null },
    tags: input.tags ?? source.tags,
    host_uuid: hostUuid(linodeId),
    has_user_data: user_data !== null,
    placement_group_id: null,
    booted_config_id: null,
  });
  allocateIp(world, { region: target.region, public: true, linode_id: linodeId });
  if (input.private_ip) allocateIp(world, { region: target.region, public: false, linode_id: linodeId });
  const seed = world.store.get("seed", source.id);
  world.store.insert("seed", {
    id: linodeId,
    user_data,
    stackscript_id: null,
    stackscript_data: {},
    authorized_keys: seed?.authorized_keys ?? [],
  });
  return target;
}
