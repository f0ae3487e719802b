import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";

import { cutShort, type DrillJournal, drillJournalSchema } from "../../drill/journal";
import { type Journal, journalSchema, unfinished } from "../../drill/runbook/journal";
import { writeWhole } from "../../local-cloud/core/files";

/** Where the last failover of a class is kept, in the stack's folder. */
export const journalFile = (folder: string, dataClass: string): string =>
  join(folder, `failover-${dataClass}.json`);

/** Where a drill of a class is kept while it goes on. */
export const drillFile = (folder: string, dataClass: string): string =>
  join(folder, `drill-${dataClass}.json`);

const read = <T>(schema: z.ZodType<T>, file: string): T | null =>
  existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, "utf8"))) : null;

/** What a file has of a failover; null where there is none. Throws what is wrong with one that was damaged. */
export const readJournal = (file: string): Journal | null => read(journalSchema, file);

/** The same of a drill. */
export const readDrillJournal = (file: string): DrillJournal | null => read(drillJournalSchema, file);

/** Writes it whole, or not at all. */
export const writeJournal = (file: string, journal: Journal | DrillJournal): void =>
  writeWhole(file, `${JSON.stringify(journal, null, 2)}\n`);

/** The last failover of each class that had one. One that can't be read is left out. */
export const journalsIn = (folder: string): readonly Journal[] =>
  readable(folder, /^failover-.+\.json$/, readJournal);

/** Drills that have not come to their end. One whose file can't be read is left out. */
export const drillsIn = (folder: string): readonly DrillJournal[] =>
  readable(folder, /^drill-.+\.json$/, readDrillJournal);

/** A sentence about each failover and each drill of a stack that has not come to its end, with what to do. */
export const openMatters = (folder: string): readonly string[] => [
  ...drillsIn(folder).map(cutShort),
  ...journalsIn(folder).flatMap((journal) => unfinished(journal) ?? []),
];

/** What can't be read is told of by the command that needs it. */
function readable<T>(folder: string, name: RegExp, readOne: (file: string) => T | null): readonly T[] {
  return listed(folder)
    .filter((file) => name.test(file))
    .flatMap((file) => {
      try {
        return readOne(join(folder, file)) ?? [];
      } catch {
        return [];
      }
    });
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
