import { existsSync, rmSync } from "node:fs";
import { isOfTheWorld, undo } from "../../drill/undo";
import { chooseEngine, type EngineChoice, wayOfStack } from "../../engine/choose";
import { UserError } from "../../engine/errors";
import type { CloudAccess } from "../../engine/localCloud/access";
import { ensureCloud, removeCloud } from "../../engine/localCloud/ensure";
import { withStackLock } from "../../engine/lock";
import { loadProject, type Project, stackFile, stackFolder } from "../../engine/project";
import { drillsIn } from "../drill/journals";
import { localDoors } from "../drill/localDoors";
import type { Common } from "../options";
import { Progress, painter } from "../terminal";

export interface DestroyOptions extends Partial<Common> {
  readonly stack: string;
  readonly engine: EngineChoice;
  /** Removes the local cloud even where its stack can't be emptied. */
  readonly force?: boolean;
  /** Leaves the local cloud running, with what others have made in it. */
  readonly keepCloud?: boolean;
}

/** `bastide destroy`: empties the stack, stops its local cloud unless it is kept, removes its files. */
export async function destroy(options: DestroyOptions): Promise<number> {
  const project = loadProject(process.cwd());
  const folder = stackFolder(project, options.stack);
  const progress = new Progress(options.json === true);
  if (!existsSync(folder)) {
    stackFile(project, options.stack);
    report(options, 0);
    return 0;
  }
  try {
    const removed = await withStackLock(folder, "destroy", async () => {
      const count = await empty(project, folder, options, progress).catch((error: unknown) => {
        if (options.force !== true) {
          throw error;
        }
        progress.note(`Not emptied: ${error instanceof Error ? error.message : String(error)}`);
        return 0;
      });
      if (options.keepCloud === true) {
        return count;
      }
      progress.phase("Stopping the local cloud");
      await removeCloud(folder);
      // Still under the lock, which goes with the folder: another command must not find half of it.
      rmSync(folder, { recursive: true, force: true });
      return count;
    });
    progress.done();
    report(options, removed);
    return 0;
  } finally {
    progress.done();
  }
}

async function empty(
  project: Project,
  folder: string,
  options: DestroyOptions,
  progress: Progress,
): Promise<number> {
  const onPhase = (phase: string): void => progress.phase(phase);
  const onNote = (note: string): void => progress.note(note);
  const way = wayOfStack(folder, options.engine);
  const hasRecord = existsSync(`${folder}/offline.jsonl`) || existsSync(`${folder}/state`);
  if (!hasRecord) {
    return 0;
  }
  onPhase("Starting the local cloud");
  const cloud = await ensureCloud({ folder });
  await endFaults(folder, cloud, onNote);
  if (way === "offline") {
    const { ownTypes } = require("../../engine/own") as typeof import("../../engine/own");
    const { destroyOffline } = require("../../engine/offline/up") as typeof import("../../engine/offline/up");
    return destroyOffline({ folder, cloud, own: ownTypes(project, cloud), onPhase });
  }
  const choice = chooseEngine("pulumi", project);
  if (choice.way !== "engine") {
    throw new UserError(
      "Only the engine that made this stack can destroy it.",
      "Install the Pulumi CLI and try again.",
      1,
    );
  }
  const { destroyWithEngine } = require("../../engine/pulumi/up") as typeof import("../../engine/pulumi/up");
  return destroyWithEngine({
    project,
    stack: options.stack,
    folder,
    engine: choice.engine,
    cloud,
    onPhase,
    onNote,
  });
}

/** A region whose API says nothing can't be emptied: what a drill has taken away and was killed before it was back is back first. */
async function endFaults(folder: string, cloud: CloudAccess, onNote: (note: string) => void): Promise<void> {
  const doors = localDoors(cloud);
  for (const { name, undo: all } of drillsIn(folder).flatMap(({ broken }) => broken))
    for (const each of all.filter(isOfTheWorld)) {
      const ended = await undo(doors, [], each).then(
        () => "that is over now",
        (error: Error) => `that could not be ended: ${error.message}`,
      );
      onNote(`A drill did not come to its end: ${name}; ${ended}.`);
    }
}

function report(options: DestroyOptions, removed: number): void {
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ stack: options.stack, removed }, null, 2)}\n`);
    return;
  }
  const paint = painter(process.stdout);
  const what =
    removed === 0
      ? `Nothing of ${options.stack} is up.`
      : `${removed} resources of ${options.stack} are gone.`;
  const cloud = options.keepCloud === true ? "is kept" : "is stopped";
  process.stdout.write(`${paint("green", what)} Its local cloud ${cloud}.\n`);
}
