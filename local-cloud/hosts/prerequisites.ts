import { existsSync, statfsSync } from "node:fs";
import { findProgram, textOf } from "../core/files";
import type { Progress } from "./progress";
import { telling } from "./progress";
import { HostError, must, run } from "./run";

/** A command that hosts need, and the Debian package that it is in. */
const tools: Readonly<Record<string, string>> = {
  debootstrap: "debootstrap",
  "systemd-nspawn": "systemd-container",
  ip: "iproute2",
  nft: "nftables",
  nsenter: "util-linux",
  unshare: "util-linux",
  losetup: "mount",
  tar: "tar",
};
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Watches of files that one user may have: 128 by default, used up by the sixth host. */
const inotifyInstances = 8192;
const inotifySetting = "/proc/sys/fs/inotify/max_user_instances";

/** What no installation can bring to this machine: one sentence each, with what to do. Empty where hosts can be booted. */
export function obstacles(): string[] {
  if (process.platform !== "linux") return ["Hosts are booted by Linux's own means: use a Linux machine."];
  const found: string[] = [];
  if (process.getuid?.() !== 0) found.push("Namespaces and mounts are made as root: run this as root.");
  // Read by names, not by a mount: a test for whether to skip must not change anything.
  if (!/\boverlay$/m.test(textOf("/proc/filesystems")))
    found.push("The kernel has no overlayfs: run `modprobe overlay`.");
  if (!existsSync("/sys/fs/cgroup/cgroup.procs") && !existsSync("/sys/fs/cgroup/systemd/cgroup.procs"))
    found.push("No cgroups of systemd's kind are mounted at /sys/fs/cgroup.");
  if (textOf("/proc/self/uid_map").trim().split(/\s+/)[2] === "0")
    found.push("The user namespace of this process has no users.");
  return found;
}

/** The tools that this machine lacks, as the names of Debian packages. */
export function missingPackages(): string[] {
  const missing = Object.entries(tools)
    .filter(([tool]) => findProgram([tool]) === undefined)
    .map(([, name]) => name);
  if (!existsSync(keyring)) missing.push("debian-archive-keyring");
  return [...new Set(missing)];
}

/**
 * Why hosts can't be booted on this machine as it is, in one line for the name of a skipped test; undefined where they can.
 * What is missing but could be installed is no reason: `prepareMachine` installs it.
 */
export function whyNoHosts(): string | undefined {
  const reasons = obstacles();
  if (missingPackages().length > 0 && findProgram(["apt-get"]) === undefined)
    reasons.push(`${missingPackages().join(", ")} can't be installed: there is no apt-get.`);
  return reasons.length === 0 ? undefined : reasons.join(" ");
}

/**
 * Makes this machine fit for hosts: installs missing tools with apt-get, and raises the kernel's number of watches, the one setting
 * of the whole machine that is touched. Throws a HostError that says everything that is still in the way.
 */
export async function prepareMachine(progress: Progress): Promise<void> {
  const reasons = obstacles();
  if (reasons.length > 0)
    throw new HostError(["Hosts can't be booted on this machine:", ...reasons].join("\n- "));
  const missing = missingPackages();
  if (missing.length > 0) await telling(progress, `Installing ${missing.join(", ")}`, () => install(missing));
  if (Number(textOf(inotifySetting)) < inotifyInstances)
    await must(["sysctl", "-q", "-w", `fs.inotify.max_user_instances=${inotifyInstances}`]);
}

/** Throws a HostError if the folder's file system has less than the given space left. */
export function mustHaveSpace(folder: string, mebibytes: number, what: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / 2 ** 20);
  if (free < mebibytes)
    throw new HostError(
      `${what} needs ${mebibytes} MiB in ${folder}; ${free} MiB are free. Make room, or set XDG_CACHE_HOME elsewhere.`,
    );
}

async function install(packages: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const argv = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...packages];
  if ((await run(argv, { env })).code === 0) return;
  await must(["apt-get", "update", "-qq"], { env });
  await must(argv, { env }).catch((error: Error) => {
    throw new HostError(`Install ${packages.join(", ")} on this machine, then try again. ${error.message}`);
  });
}
