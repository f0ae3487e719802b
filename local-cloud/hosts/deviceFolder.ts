import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { HostError } from "./run";
import type { Volume } from "./volume";

/** The folder that a host sees as `/dev/disk/by-id`, with a device for each of its volumes; also while it runs. */
export function deviceFolder(host: string, folder: string) {
  mkdirSync(folder, { recursive: true });
  const volumes = new Set<Volume>();
  return {
    folder,
    add(volume: Volume): void {
      if (volume.holder !== undefined)
        throw new HostError(
          `The volume ${volume.label} is attached to ${volume.holder}: detach it there first.`,
        );
      const { rdev } = statSync(volume.device);
      const node = join(folder, basename(volume.path));
      rmSync(node, { force: true });
      // Numbers as the kernel packs them: twelve bits of the major, and twenty of the minor in two parts.
      const major = (rdev >> 8) & 0xfff;
      const minor = (rdev & 0xff) | ((rdev >> 12) & 0xfff00);
      execFileSync("mknod", ["--mode=660", node, "b", String(major), String(minor)]);
      volume.holder = host;
      volumes.add(volume);
    },
    delete(volume: Volume): void {
      if (!volumes.delete(volume)) throw new HostError(`${host} doesn't have the volume ${volume.label}.`);
      rmSync(join(folder, basename(volume.path)), { force: true });
      volume.holder = undefined;
    },
    clear(): void {
      for (const volume of [...volumes]) this.delete(volume);
    },
  };
}
