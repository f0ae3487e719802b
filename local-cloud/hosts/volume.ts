import { closeSync, existsSync, ftruncateSync, openSync, rmSync, statSync, truncateSync } from "node:fs";
import { note } from "./ledger";
import { HostError, must, run, until } from "./run";

/** A block device that outlives hosts: a file of this machine behind a loop device. */
export interface Volume {
  /** As the API names it. Letters, digits, `-` and `_`. */
  readonly label: string;
  readonly file: string;
  /** Where a host finds it. */
  readonly path: string;
  /** This machine's loop device. */
  readonly device: string;
  /** The host that has it, by name. */
  holder: string | undefined;
  /** Makes it larger. The file system on it is the host's to grow. */
  grow(mebibytes: number): Promise<void>;
  /** Gives the loop device back; the file stays. Throws if a host has it. */
  close(): Promise<void>;
  /** As `close`, and deletes the file. */
  remove(): Promise<void>;
}

/** The folder in a host whose names lead to its volumes. */
export const volumesInHost = "/dev/disk/by-id";

/**
 * Opens the file as a volume; makes it, without using its space yet, if there is none. An existing file keeps its size.
 * @param worldFolder Folder of the world that gives the loop device back if this process doesn't.
 */
export async function openVolume(
  worldFolder: string,
  label: string,
  file: string,
  mebibytes: number,
): Promise<Volume> {
  if (!/^[\w-]{1,32}$/.test(label))
    throw new HostError(`A volume can't be called "${label}": use up to 32 letters, digits, "-" and "_".`);
  if (!existsSync(file)) {
    const descriptor = openSync(file, "wx", 0o600);
    ftruncateSync(descriptor, mebibytes * 2 ** 20);
    closeSync(descriptor);
  }
  note(worldFolder, { kind: "loop", file });
  const device = await attachLoop(file);
  const volume: Volume = {
    label,
    file,
    path: `${volumesInHost}/scsi-0Linode_Volume_${label}`,
    device,
    holder: undefined,
    async grow(size) {
      if (size * 2 ** 20 < statSync(file).size)
        throw new HostError(`The volume ${label} is larger than ${size} MiB: volumes only grow.`);
      truncateSync(file, size * 2 ** 20);
      await must(["losetup", "--set-capacity", device]);
    },
    async close() {
      if (volume.holder !== undefined)
        throw new HostError(`${volume.holder} has the volume ${label}: detach it first.`);
      await releaseLoops(file);
    },
    async remove() {
      await volume.close();
      rmSync(file, { force: true });
    },
  };
  return volume;
}

/** Gives back every loop device of the file, and waits until the kernel has let go of it. */
export async function releaseLoops(file: string): Promise<void> {
  await until(
    async () => {
      const devices = await loopsOf(file);
      for (const device of devices) await run(["losetup", "--detach", device]);
      return devices.length === 0 ? true : undefined;
    },
    {
      seconds: 20,
      everyMs: 50,
      late: () => `A loop device of ${file} is still in use: \`losetup --associated ${file}\` shows which.`,
    },
  );
}

async function loopsOf(file: string): Promise<string[]> {
  const { stdout } = await run(["losetup", "--noheadings", "--output", "NAME,BACK-FILE", "--list"]);
  return stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, backing]) => backing === file)
    .map(([device = ""]) => device);
}

/** Finds a free loop device. Another process may take it between finding and taking: then the next one. */
async function attachLoop(file: string): Promise<string> {
  return until(
    async () => {
      const { code, stdout } = await run(["losetup", "--find", "--show", "--nooverlap", file]);
      return code === 0 ? stdout.trim() : undefined;
    },
    { seconds: 10, late: () => `No loop device could be had for ${file}: \`losetup --find\` says why.` },
  );
}
