import { readdirSync, readFileSync } from "node:fs";

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Every process of this machine that can be read. Linux only: it reads /proc. */
function processes(): ProcessEntry[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return [];
      }
    });
}

/** The local cloud is a child of the command, and stands for Linode: what kills the command must not reach it. */
const isCloud = ({ command }: ProcessEntry): boolean => command.includes("serveCloud");

/** The processes below one, itself first, the local cloud left out. */
export function treeOf(root: number): { readonly pid: number; readonly command: string }[] {
  const all = processes();
  const tree = all.filter(({ pid }) => pid === root);
  for (const entry of tree) {
    tree.push(...all.filter((child) => child.parent === entry.pid && !isCloud(child)));
  }
  return tree;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

/**
 * Ends a process and everything that it has started at one moment, as a machine that loses power does: first all of them are
 * stopped, parents before children, so that none can start another or hear of another's end; then all are killed.
 * Returns how many there were.
 */
export function killTree(root: number): number {
  const stopped = new Set<number>();
  for (let found = treeOf(root); found.some(({ pid }) => !stopped.has(pid)); found = treeOf(root)) {
    for (const { pid } of found) {
      signal(pid, "SIGSTOP");
      stopped.add(pid);
    }
  }
  for (const pid of stopped) {
    signal(pid, "SIGKILL");
  }
  return stopped.size;
}

/** Ends one process of a tree, and nothing that it has started. False where the tree has none of that description. */
export function killOne(root: number, isMeant: (command: string) => boolean): boolean {
  const found = treeOf(root).find(({ command }) => isMeant(command));
  if (found !== undefined) {
    signal(found.pid, "SIGKILL");
  }
  return found !== undefined;
}
