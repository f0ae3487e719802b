import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** What there is of a world on this machine, by kind. Looked for by other means than the world's own removal. */
export interface Traces {
  namespaces: string[];
  /** In any namespace of mounts, so that no process that lives on in one is overlooked. */
  mounts: string[];
  loopDevices: string[];
  processes: number[];
  bridges: string[];
  cgroups: string[];
  /** What systemd-nspawn keeps. */
  containers: string[];
}

export const noTraces: Traces = {
  namespaces: [],
  mounts: [],
  loopDevices: [],
  processes: [],
  bridges: [],
  cgroups: [],
  containers: [],
};

/** Everything on this machine that belongs to the world with that id. */
export function tracesOf(id: string): Traces {
  const processes = pids();
  const mounts = processes.flatMap((pid) =>
    linesOf(`/proc/${pid}/mountinfo`)
      .filter((line) => line.includes(id))
      .map((line) => `${pid}: ${line}`),
  );
  return {
    namespaces: list("/run/netns").filter((name) => name.includes(id)),
    mounts,
    loopDevices: output(["losetup", "--noheadings", "--list", "--output", "NAME,BACK-FILE"]).filter((line) =>
      line.includes(id),
    ),
    processes: processes.filter(
      (pid) => read(`/proc/${pid}/environ`).includes(id) || read(`/proc/${pid}/cmdline`).includes(id),
    ),
    // Bridges have names of their own inside the world's namespaces: there is none of theirs outside.
    bridges: bridgesOf(id),
    cgroups: output(["find", "/sys/fs/cgroup", "-type", "d", "-name", `*${id}*`]),
    containers: list("/run/systemd/nspawn/propagate").filter((name) => name.includes(id)),
  };
}

/** Bridges, loop devices and namespaces of this machine itself, which a world must not add to. */
export function outside() {
  return {
    links: output(["ip", "-o", "link", "show"])
      .map((line) => line.split(":")[1]?.trim() ?? "")
      .sort(),
    mounts: linesOf("/proc/self/mountinfo")
      .map((line) => line.split(" ")[4] ?? "")
      .filter((point) => !point.startsWith("/run/netns"))
      .sort(),
  };
}

function bridgesOf(id: string): string[] {
  if (!existsSync(`/run/netns/bastide-${id}`)) return [];
  return output(["ip", "-n", `bastide-${id}`, "-o", "link", "show", "type", "bridge"]);
}

function pids(): number[] {
  return list("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linesOf(file: string): string[] {
  return read(file)
    .split("\n")
    .filter((line) => line !== "");
}

function output([command = "", ...args]: readonly string[]): string[] {
  const { stdout } = spawnSync(command, args, { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line !== "");
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
