import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { textOf } from "../../local-cloud/core/files";
import { isAlive, startOf } from "../../local-cloud/core/processes";
import { UserError } from "../errors";

/** The variable by which a process says which stack's folder it works for. The CLI hands it on to all that it starts. */
const mark = "BASTIDE_STACK_FOLDER";

/** An update that goes on after its command was killed is waited for. */
const waitMs = 15 * 60_000;
const pollMs = 200;
/** How long a process is given to end when it is asked to. */
const politeMs = 2_000;

/** What the engine's processes are started with, so that a later run knows them. */
export function marked(folder: string): NodeJS.ProcessEnv {
  return { [mark]: resolve(folder) };
}

interface Stray {
  readonly pid: number;
  /** When it began, in the kernel's ticks: a number that is given anew belongs to another moment. */
  readonly start: string;
  readonly command: readonly string[];
}

/** Commands of the CLI that write to the state or the cloud, and are better waited for than ended. */
const writing = new Set(["up", "destroy", "refresh", "import", "stack", "state", "cancel"]);

/**
 * Sees to the processes that an earlier run of this stack left, so that nothing writes to the cloud or the state beside this one:
 * a CLI that still updates is waited for; then the providers and programs of one that was killed are ended, which would go on with
 * what they had begun. Only processes that carry this stack's mark in their environment are touched. Where a system doesn't tell
 * the environment of a process (all but Linux), they end by themselves within five minutes of their CLI.
 */
export async function settleStrays(folder: string, onPhase?: (phase: string) => void): Promise<void> {
  for (const end = Date.now() + waitMs; strays(folder).some(isWriting); await sleep(pollMs)) {
    onPhase?.("Waiting for an earlier update that still works");
    if (Date.now() > end) {
      throw new UserError(
        "An earlier update of this stack has not ended in a quarter of an hour.",
        "End its process, then run the command again.",
        1,
      );
    }
  }
  for (const stray of strays(folder)) {
    signal(stray, "SIGTERM");
  }
  for (const end = Date.now() + politeMs; Date.now() < end && strays(folder).length > 0; ) {
    await sleep(pollMs / 4);
  }
  for (let left = strays(folder); left.length > 0; left = strays(folder)) {
    for (const stray of left) {
      signal(stray, "SIGKILL");
    }
    await sleep(pollMs / 4);
  }
}

function isWriting({ command }: Stray): boolean {
  const [program = "", subcommand = ""] = command;
  return /(^|\/)pulumi(\.exe)?$/.test(program) && writing.has(subcommand);
}

/** Looks again before it signals: the number may be another's by now. */
function signal(stray: Stray, name: NodeJS.Signals): void {
  if (startOf(stray.pid) === stray.start && isAlive(stray.pid)) {
    try {
      process.kill(stray.pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}

function strays(folder: string): Stray[] {
  if (!existsSync("/proc/self/environ")) {
    return [];
  }
  const wanted = `${mark}=${resolve(folder)}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const environment = textOf(`/proc/${name}/environ`).split("\0");
      const start = startOf(Number(name));
      return environment.includes(wanted) && start !== ""
        ? [{ pid: Number(name), start, command: textOf(`/proc/${name}/cmdline`).split("\0") }]
        : [];
    });
}
