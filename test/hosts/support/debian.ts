import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { base, type HostFile, whyNoHosts } from "../../../local-cloud/hosts";
import { cacheFolder } from "../../../local-cloud/hosts/folders";
import { stage } from "../../../local-cloud/hosts/hostFiles";
import { recipeHash } from "../../../local-cloud/hosts/recipe";
import { temporaryFolder } from "../../support/temporaryFolder";

/** Why Debian 13's own programs can't be asked here without booting; empty where they can. */
export const noDebian: string = reason();

function reason(): string {
  const obstacle = whyNoHosts();
  if (obstacle !== undefined) return obstacle;
  const there = existsSync(join(cacheFolder(), `full-${recipeHash("full")}`));
  return there || process.env.BASTIDE_HOSTS === "all"
    ? ""
    : "the base of hosts is not in the cache; npm run test:hosts builds it";
}

/** What a program said: everything, since a program that only warns ends well. */
export interface Said {
  readonly code: number;
  readonly text: string;
}

/** A host's disk that nothing has booted from: its files over Debian 13 with the packages of every role. */
export interface Disk {
  /** Runs a script there, without a network, and ends what it has started. Every run sees the files as they were laid. */
  run(script: string): Said;
}

/** Lays files over the base, for the running test. What it mounts, only its own processes see. */
export async function layDisk(files: Readonly<Record<string, HostFile>>): Promise<Disk> {
  const { layers } = await base("full");
  const folder = temporaryFolder();
  stage(join(folder, "files"), files);
  let runs = 0;
  return {
    run(script) {
      const home = join(folder, `run-${runs++}`);
      for (const part of ["upper", "work", "root"]) mkdirSync(join(home, part), { recursive: true });
      const { status, stdout, stderr } = spawnSync(
        "unshare",
        [
          "--mount",
          "--net",
          "--pid",
          "--fork",
          "--kill-child",
          "--",
          "bash",
          "--norc",
          "-euc",
          mounting,
          "bash",
          home,
          layers.join(":"),
          script,
        ],
        { encoding: "utf8", input: join(folder, "files"), timeout: 240_000 },
      );
      return { code: status ?? 128, text: `${stdout}${stderr}`.trim() };
    },
  };
}

const mounting = `read -r files || true
mount -t overlay overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount -t proc proc "$1/root/proc"
mount --bind /dev "$1/root/dev"
mount -t tmpfs tmpfs "$1/root/run"
tar -C "$files" -c . | tar -C "$1/root" -x --no-overwrite-dir --no-same-owner
chown -R 0:0 "$1/upper"
exec chroot "$1/root" env -i PATH=/usr/sbin:/usr/bin LC_ALL=C.UTF-8 HOME=/root bash --norc -uc "$3"`;
