import type { JobRecord } from "./kinds";
import type { StateFile } from "./stateFile";
import type { Snapshot } from "./store";
import type { World } from "./world";

/** Brings back what the file held, and writes every transaction to it from now on. */
export function keepIn(world: World, { file, saved }: ReturnType<typeof StateFile.open>): void {
  const { store, clock } = world;
  if (saved !== undefined) {
    store.restore(saved.snapshot);
    for (const changes of saved.changes) store.replay(changes);
    clock.restore(saved.clock);
  }
  file.compact(store.snapshot(), clock.state());
  let full = false;
  const compact = (): void => {
    if (!full) return;
    full = false;
    try {
      file.compact(store.snapshot(), clock.state());
    } catch (error) {
      // The old file goes on growing; it is tried again with the next change.
      process.stderr.write(`local cloud: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
  store.onCommit((changes) => {
    const before = full;
    full = file.append(changes, clock.state());
    if (full && !before) setImmediate(compact);
  });
}

/** A snapshot whose jobs have as much left to do at `jobTime` as they had when it was taken. */
export function movedTo(snapshot: Snapshot, jobTime: number): Snapshot {
  const { meta, tables, jobTime: taken } = snapshot;
  if (taken === undefined || tables.job === undefined) return { meta, tables };
  const late = jobTime - taken;
  const job = (tables.job as JobRecord[]).map((one) => ({
    ...one,
    startsAt: one.startsAt + late,
    endsAt: one.endsAt + late,
    ...(one.heldAt == null ? {} : { heldAt: one.heldAt + late }),
  }));
  return { meta, tables: { ...tables, job } };
}
