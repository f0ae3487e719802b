import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { Machine } from "../hosts/machine";
import { openVolume, type Volume } from "../hosts/volume";
import type { World as HostsWorld } from "../hosts/world";
import type { DesiredVolume } from "./desired";

/** The API's volumes as files: they outlive hosts, this process and its crash. */
export class Volumes {
  private readonly open = new Map<number, Volume>();

  constructor(
    private readonly hosts: HostsWorld,
    /** Where the files are. */
    private readonly folder: string,
  ) {}

  /** Gives a host the volumes desired, and takes all others from it. Throws where another host has one. */
  async follow(machine: Machine, desired: readonly DesiredVolume[]): Promise<void> {
    for (const [id, volume] of this.open) {
      if (volume.holder !== machine.name || desired.some((one) => one.id === id)) continue;
      machine.detach(volume);
    }
    for (const each of desired) {
      const volume = await this.get(each);
      if (volume.holder !== machine.name) machine.attach(volume);
    }
  }

  /** Removes the files of volumes that the API has no more. */
  async keep(ids: ReadonlySet<number>): Promise<void> {
    for (const [id, volume] of this.open) {
      if (ids.has(id) || volume.holder !== undefined) continue;
      this.open.delete(id);
      await volume.remove();
    }
  }

  /** Lets go of all; the files stay. */
  async close(): Promise<void> {
    for (const volume of this.open.values()) if (volume.holder === undefined) await volume.close();
    this.open.clear();
  }

  private async get({ id, label, gibibytes }: DesiredVolume): Promise<Volume> {
    const mebibytes = gibibytes * 1024;
    const known = this.open.get(id);
    if (known !== undefined) return known;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const volume = await openVolume(this.hosts.folder, label, join(this.folder, `${id}.img`), mebibytes);
    this.open.set(id, volume);
    return volume;
  }
}
