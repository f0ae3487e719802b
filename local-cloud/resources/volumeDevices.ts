import { invalid } from "../core/errors";
import type { World } from "../core/world";
import type { ConfigRecord } from "./configs";
import { deviceSlots } from "./deviceSlots";
import type { VolumeRecord } from "./volumes";

/** The first slot of a configuration that holds nothing; none is left after 64. */
function freeSlot(config: ConfigRecord): string | undefined {
  return deviceSlots.find((slot) => config.devices[slot] == null);
}

/** Puts a volume into a configuration, so that it is there at every boot. */
export function addVolumeDevice(world: World, config: ConfigRecord, volume: VolumeRecord): void {
  if (Object.values(config.devices).some((device) => device?.volume_id === volume.id)) return;
  const slot = freeSlot(config);
  if (slot === undefined) throw invalid("The configuration has no free device slot", "config_id");
  const devices = { ...config.devices, [slot]: { disk_id: null, volume_id: volume.id } };
  world.store.patch("config", config.id, { devices });
}

/** Takes a disk or volume out of a Linode's configurations. */
export function removeDevice(
  world: World,
  instanceId: number,
  field: "disk_id" | "volume_id",
  id: number,
): void {
  for (const config of world.store.where("config", "instance_id", instanceId)) {
    const hits = Object.entries(config.devices).filter(([, device]) => device?.[field] === id);
    if (hits.length === 0) continue;
    const empty = Object.fromEntries(hits.map(([slot]) => [slot, null]));
    world.store.patch("config", config.id, { devices: { ...config.devices, ...empty } });
  }
}

/** Takes a volume off its Linode. */
export function forgetVolume(world: World, volume: VolumeRecord): void {
  if (volume.linode_id !== null) removeDevice(world, volume.linode_id, "volume_id", volume.id);
  world.store.patch("volume", volume.id, { linode_id: null, config_id: null });
}
