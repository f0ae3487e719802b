import { readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { textOf } from "../core/files";
import { isAlive, kill } from "../core/processes";
import { removeCgroup } from "./cgroups";
import { forget } from "./container";
import { readLedger } from "./ledger";
import { mark, namespacePath, removeNamespace } from "./namespaces";
import { run, until } from "./run";
import { releaseLoops } from "./volume";

/** Takes away everything that the world in the folder made, and the folder. Does nothing twice, and minds nothing that is gone. */
export async function dismantle(folder: string, id: string): Promise<void> {
  const entries = readLedger(folder);
  const named = (kind: "namespace" | "cgroup" | "container") =>
    entries.flatMap((entry) => (entry.kind === kind ? [entry.name] : []));
  // Groups inside others come later in the ledger.
  for (const name of named("cgroup").reverse()) await removeCgroup(name);
  await endMarked(id, named("namespace"));
  for (const mountPoint of mountsBelow(folder)) await run(["umount", "--lazy", mountPoint]);
  for (const entry of entries) if (entry.kind === "loop") await releaseLoops(entry.file);
  for (const name of named("namespace")) await removeNamespace(name);
  for (const name of named("container")) forget(name);
  rmSync(folder, { recursive: true, force: true });
}

/** Ends what is in no group: what a place ran, and what was killed before it could join one. */
async function endMarked(id: string, namespaces: readonly string[]): Promise<void> {
  const inodes = new Set(namespaces.map(inodeOf));
  await until(
    () => {
      const left = processes().filter((pid) => isMarked(pid, id) || isIn(inodes, networkOf(pid)));
      for (const pid of left) kill(pid);
      return left.length === 0 ? true : undefined;
    },
    { seconds: 30, everyMs: 20, late: () => `Processes of the world ${id} don't end. Restart the machine.` },
  );
}

function processes(): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && isAlive(pid));
}

function isMarked(pid: number, id: string): boolean {
  return textOf(`/proc/${pid}/environ`).split("\0").includes(`${mark}=${id}`);
}

function networkOf(pid: number): number | undefined {
  try {
    return Number(/^net:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/ns/net`))?.[1]);
  } catch {
    return undefined;
  }
}

/** Neither a namespace that is gone nor one that can't be read is anyone's. */
function isIn(inodes: ReadonlySet<number | undefined>, inode: number | undefined): boolean {
  return inode !== undefined && inodes.has(inode);
}

function inodeOf(namespace: string): number | undefined {
  return statSync(namespacePath(namespace), { throwIfNoEntry: false })?.ino;
}

/** Mounts that this process sees in the folder, the innermost first. */
function mountsBelow(folder: string): string[] {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((mountPoint) => mountPoint.startsWith(join(folder, "/")))
    .reverse();
}
