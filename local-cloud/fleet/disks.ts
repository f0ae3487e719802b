import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { writeWhole } from "../core/files";
import type { Base } from "../hosts/base";

/** A host's system disk: what it wrote over a base. */
export interface Disk {
  readonly folder: string;
  /** What it was written over. */
  readonly base: Base;
  /** Nothing was booted from it yet. */
  readonly isNew: boolean;
}

const fileName = "base.json";

/** The API's disks as folders: like volumes they outlive this process and its crash, which is to hosts what a power failure is. */
export class Disks {
  /** Those that have a folder. */
  private readonly there: Set<number>;

  constructor(private readonly folder: string) {
    this.there = new Set(existsSync(folder) ? readdirSync(folder).map(Number) : []);
  }

  /**
   * The disk of that number; a new one is of the base given. Throws where the base of an old one is gone: what it wrote fits no other.
   */
  open(id: number, base: Base): Disk {
    const folder = join(this.folder, String(id));
    const file = join(folder, fileName);
    if (!existsSync(file)) {
      this.there.add(id);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeWhole(file, JSON.stringify(base));
    }
    const own = JSON.parse(readFileSync(file, "utf8")) as Base;
    const gone = own.layers.find((layer) => !existsSync(layer));
    if (gone !== undefined)
      throw new Error(`The disk ${id} was written over ${gone}, which is gone: rebuild its instance.`);
    return { folder, base: own, isNew: !existsSync(join(folder, "upper")) };
  }

  /** Removes the folders of disks that the API has no more and no host boots from. */
  keep(ids: ReadonlySet<number>): void {
    for (const id of this.there) {
      if (ids.has(id)) continue;
      rmSync(join(this.folder, String(id)), { recursive: true, force: true });
      this.there.delete(id);
    }
  }
}
