const letters = "abcdefghijklmnopqrstuvwxyz";

/** Slots that every configuration shows, also empty. */
const shownSlots = 8;

/** The places for disks and volumes, in order: sda to sdz, then sdaa to sdbl, 64 in all. */
export const deviceSlots: readonly string[] = [
  ...[...letters].map((one) => `sd${one}`),
  ...[...letters].map((one) => `sda${one}`),
  ...[..."abcdefghijkl"].map((one) => `sdb${one}`),
];

/** What is in each slot of a configuration; absent and null mean nothing. */
export type Devices = Readonly<Record<string, Device>>;

/** A disk or a volume in a slot, or nothing. */
export type Device = { disk_id: number | null; volume_id: number | null } | null;

/** Devices as answers show them: the first eight slots, and more as far as they are used (recorded). */
export function shownDevices(devices: Devices): Record<string, Device> {
  const last = deviceSlots.reduce((at, slot, index) => (devices[slot] == null ? at : index + 1), 0);
  const slots = deviceSlots.slice(0, Math.max(shownSlots, last));
  return Object.fromEntries(slots.map((slot) => [slot, devices[slot] ?? null]));
}
