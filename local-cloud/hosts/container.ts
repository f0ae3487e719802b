import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { textOf } from "../core/files";
import { kill } from "../core/processes";
import { makeCgroup, removeCgroup } from "./cgroups";
import { note } from "./ledger";
import { mark, namespacePath } from "./namespaces";
import { HostError } from "./run";

/** What is started: a Debian that boots, or one program in it. */
export interface ContainerSpec {
  world: { readonly id: string; readonly folder: string };
  name: string;
  /** Its own folder: `root`, where it is mounted, and `console.log`. */
  home: string;
  /** What it writes (`upper`, `work`), and `files` and `trust`, which are taken over at the start. */
  disk: string;
  layers: readonly string[];
  namespace: string;
  /** A program with its arguments, in place of the boot of a whole system. */
  program?: readonly string[];
  /** Folders of this machine to be seen in it. */
  binds?: Readonly<Record<string, string>>;
}

export interface Container {
  /** Resolves with the exit code of systemd-nspawn: 133 when the host wants to be booted again. */
  readonly ended: Promise<number>;
  /** The number, on this machine, of its first process; undefined before that starts and after it has ended. */
  leader(): number | undefined;
  /** Asks the system to shut down, as a power button does. */
  powerOff(): void;
  /** Ends all its processes at once, as a power failure does. */
  kill(): Promise<void>;
}

/** What nspawn says when a host has asked for a reboot. */
export const wantsReboot = 133;

/**
 * Joins the groups, mounts the overlay where only this process and its children see it, takes over what was laid out, and becomes
 * systemd-nspawn. Everything that is mounted ends with the processes.
 */
const starter = `
groups=$1 home=$2 disk=$3 layers=$4
shift 4
for group in $groups; do echo $$ > "$group/cgroup.procs"; done
mount -t overlay overlay -o "lowerdir=$layers,upperdir=$disk/upper,workdir=$disk/work" "$home/root"
if [ -d "$disk/files" ]; then
  tar -C "$disk/files" -c . | tar -C "$home/root" -x --no-overwrite-dir
  rm -rf "$disk/files"
fi
if [ -d "$disk/trust" ]; then
  cp "$disk"/trust/*.crt "$home/root/usr/local/share/ca-certificates/"
  chroot "$home/root" update-ca-certificates > /dev/null
  rm -rf "$disk/trust"
fi
exec systemd-nspawn "$@"
`;

/** Starts it; returns as soon as systemd-nspawn is on its way. */
export function startContainer(spec: ContainerSpec): Container {
  const { world, name, home, disk, layers } = spec;
  const full = `bastide-${world.id}-${name}`;
  const group = cgroupOf(world.id, name);
  note(world.folder, { kind: "cgroup", name: group });
  note(world.folder, { kind: "container", name: full });
  for (const part of [join(disk, "upper"), join(disk, "work"), join(home, "root")])
    mkdirSync(part, { recursive: true });
  const output = openSync(join(home, "console.log"), "a", 0o600);
  const child = spawn(
    "unshare",
    [
      ...["--mount", "bash", "-euo", "pipefail", "-c", starter, "bash"],
      ...[makeCgroup(group).join(" "), home, disk, layers.join(":")],
      ...nspawnArguments(spec, full),
    ],
    {
      detached: true,
      stdio: ["ignore", output, output],
      // A host sets its own network's kernel settings, as a router does, and no others.
      env: {
        PATH: process.env.PATH,
        LANG: "C.UTF-8",
        SYSTEMD_NSPAWN_API_VFS_WRITABLE: "network",
        [mark]: world.id,
      },
    },
  );
  closeSync(output);
  // The host is to go on when what started it has nothing else to do, and to be found by a sweep when that was killed.
  child.unref();
  const ended = ending(child).then(async (code) => {
    await removeCgroup(group);
    forget(full);
    return code;
  });
  return {
    ended,
    leader: () => (child.pid === undefined ? undefined : firstProcess(child.pid)),
    powerOff() {
      child.ref();
      child.kill("SIGTERM");
    },
    async kill() {
      child.ref();
      const leader = child.pid === undefined ? undefined : firstProcess(child.pid);
      // The first process's end is that of all others, and nspawn follows. Before there is one, nspawn itself is ended.
      if (leader !== undefined) kill(leader);
      else child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The group of a host's or program's processes. */
export function cgroupOf(world: string, name: string): string {
  return `bastide-${world}/${name}`;
}

/** Removes what nspawn leaves of a container that has ended. */
export function forget(name: string): void {
  rmSync(`/run/systemd/nspawn/propagate/${name}`, { recursive: true, force: true });
  rmSync(`/run/systemd/nspawn/unix-export/${name}`, { recursive: true, force: true });
}

function nspawnArguments(
  { home, namespace, program, binds = {} }: ContainerSpec,
  full: string,
): readonly string[] {
  return [
    ...["--quiet", "--register=no", "--keep-unit", `--machine=${full}`, "--hostname=localhost"],
    ...[`--directory=${join(home, "root")}`, `--network-namespace-path=${namespacePath(namespace)}`],
    ...["--resolv-conf=off", "--timezone=off", "--link-journal=no", "--capability=CAP_NET_ADMIN"],
    // For WireGuard outside the kernel.
    ...(existsSync("/dev/net/tun") ? ["--bind=/dev/net/tun"] : []),
    ...Object.entries(binds).map(([here, there]) => `--bind=${here}:${there}`),
    ...(program === undefined
      ? ["--boot", "--console=read-only"]
      : ["--as-pid2", "--console=pipe", "--", ...program]),
  ];
}

function ending(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new HostError(`unshare could not be run: ${error.message}`)));
    child.once("exit", (code) => resolve(code ?? 137));
  });
}

/** Of the children, the one that is number 1 where it lives. */
function firstProcess(pid: number): number | undefined {
  for (const child of textOf(`/proc/${pid}/task/${pid}/children`).trim().split(" ")) {
    const inner = /^NSpid:\t(.*)$/m.exec(textOf(`/proc/${child}/status`))?.[1]?.split("\t");
    if (inner !== undefined && inner.length > 1 && inner.at(-1) === "1") return Number(child);
  }
  return undefined;
}
