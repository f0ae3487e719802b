import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { Disks } from "../../../local-cloud/fleet/disks";
import type { Base } from "../../../local-cloud/hosts";
import { temporaryFolder } from "../../support/temporaryFolder";

const baseIn = (folder: string, hash: string): Base => {
  const layer = join(folder, `full-${hash}`);
  mkdirSync(layer);
  return { name: "full", hash, layers: [layer] };
};

describe("disks of instances", () => {
  it("are new until something has booted from them, and stay over processes", () => {
    const folder = temporaryFolder({});
    const base = baseIn(folder, "1");
    const disks = join(folder, "disks");
    const first = new Disks(disks).open(7, base);
    expect(first.isNew).toBe(true);
    mkdirSync(join(first.folder, "upper"));
    expect(new Disks(disks).open(7, base)).toEqual({ ...first, isNew: false });
    expect(new Disks(disks).open(8, base).isNew).toBe(true);
  });

  it("stay over the base that they were written over, though another is built by now", () => {
    const folder = temporaryFolder({});
    const [old, other] = [baseIn(folder, "1"), baseIn(folder, "2")];
    const disks = new Disks(join(folder, "disks"));
    disks.open(7, old);
    expect(disks.open(7, other).base).toEqual(old);
    rmSync(old.layers[0] ?? "", { recursive: true });
    expect(() => disks.open(7, other)).toThrow(
      `The disk 7 was written over ${old.layers[0]}, which is gone: rebuild its instance.`,
    );
    expect(disks.open(9, other).base).toEqual(other);
  });

  it("go with the API's", () => {
    const folder = temporaryFolder({});
    const base = baseIn(folder, "1");
    const disks = new Disks(join(folder, "disks"));
    disks.keep(new Set());
    const [kept, gone] = [disks.open(1, base), disks.open(2, base)];
    disks.keep(new Set([1, 3]));
    expect([existsSync(kept.folder), existsSync(gone.folder)]).toEqual([true, false]);
  });
});
