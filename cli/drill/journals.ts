import { readdirSync } from "node:fs";
import { join } from "node:path";

import { type Journal, readJournal } from "../../drill/runbook/journal";

const name = /^failover-(.+)\.json$/;

/** Where the last failover of a class is kept, in the stack's folder. */
export const journalFile = (folder: string, dataClass: string): string =>
  join(folder, `failover-${dataClass}.json`);

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
