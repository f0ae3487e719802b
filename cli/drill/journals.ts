import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type Journal, journalSchema } from "../../drill/runbook/journal";
import { writeWhole } from "../../local-cloud/core/files";

const name = /^failover-(.+)\.json$/;

/** Where the last failover of a class is kept, in the stack's folder. */
export const journalFile = (folder: string, dataClass: string): string =>
  join(folder, `failover-${dataClass}.json`);

/** What a file has; null where there is none. Throws what is wrong with one that was damaged. */
export function readJournal(file: string): Journal | null {
  return existsSync(file) ? journalSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
}

/** Writes it whole, or not at all. */
export const writeJournal = (file: string, journal: Journal): void =>
  writeWhole(file, `${JSON.stringify(journal, null, 2)}\n`);

/** The last failover of each class that had one. One that can't be read is left out. */
export function journalsIn(folder: string): readonly Journal[] {
  const found: Journal[] = [];
  for (const file of listed(folder)) {
    try {
      const journal = readJournal(join(folder, file));
      if (journal !== null) found.push(journal);
    } catch {
      // `failover --resume` says what is wrong with it.
    }
  }
  return found;
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => name.test(file))
      .sort();
  } catch {
    return [];
  }
}
