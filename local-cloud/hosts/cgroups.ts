import { existsSync, mkdirSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { textOf } from "../core/files";
import { kill } from "../core/processes";
import { HostError, until } from "./run";

/** Where systemd's processes are told apart on this machine: one hierarchy, or two where the old and the new are both mounted. */
function hierarchies(): string[] {
  if (existsSync("/sys/fs/cgroup/cgroup.controllers")) return ["/sys/fs/cgroup"];
  return ["/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd"].filter((path) =>
    existsSync(join(path, "cgroup.procs")),
  );
}

/** Makes a group for processes, as `world/host`, and returns its folder in each hierarchy. */
export function makeCgroup(name: string): string[] {
  const folders = hierarchies().map((root) => join(root, name));
  if (folders.length === 0) throw new HostError("No cgroups are mounted at /sys/fs/cgroup: mount them.");
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  return folders;
}

/** The processes in the group and in all groups inside it. */
export function processesIn(name: string): number[] {
  const pids = new Set<number>();
  for (const root of hierarchies())
    for (const folder of below(join(root, name)))
      for (const pid of numbers(join(folder, "cgroup.procs"))) pids.add(pid);
  return [...pids];
}

/** Ends every process of the group with SIGKILL, and removes the group. Does nothing if it isn't there. */
export async function removeCgroup(name: string): Promise<void> {
  await until(
    () => {
      const left = processesIn(name);
      for (const pid of left) kill(pid);
      return left.length === 0 && removeFolders(name) ? true : undefined;
    },
    {
      seconds: 30,
      everyMs: 20,
      late: () => `The processes ${processesIn(name).join(", ")} of ${name} don't end. Restart the machine.`,
    },
  );
}

/** False if the kernel still takes a group for used: it counts a process out some time after its end. */
function removeFolders(name: string): boolean {
  for (const root of hierarchies())
    for (const folder of below(join(root, name)).reverse()) {
      try {
        rmdirSync(folder);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EBUSY") return false;
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
    }
  return true;
}

/** The folder and all folders in it, each before what it contains. Empty if there is none. */
function below(folder: string): string[] {
  try {
    const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [folder, ...inner.flatMap((entry) => below(join(folder, entry.name)))];
  } catch {
    return [];
  }
}

function numbers(file: string): number[] {
  // A process of another namespace is shown as 0.
  return textOf(file)
    .split("\n")
    .map(Number)
    .filter((pid) => pid > 0);
}
