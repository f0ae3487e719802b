import { rmSync } from "node:fs";
import { userInfo } from "node:os";

import type { DrillOptions } from "../../drill/run";
import { UserError } from "../../engine/errors";
import { drillFile, journalFile, readDrillJournal, writeJournal } from "./journals";

/** Keeps, in the stack's folder, what is needed where the drill is killed: what it has left, and writes that it was moving. */
export function journalling(
  folder: string,
  dataClass: string,
): Required<Pick<DrillOptions, "onJournal" | "onMove">> {
  const own = { startedAt: new Date().toISOString(), by: userInfo().username };
  const file = drillFile(folder, dataClass);
  return {
    onJournal(journal) {
      if (journal === null) rmSync(file, { force: true });
      else writeJournal(file, { ...journal, ...own });
    },
    onMove(move, state, left) {
      writeJournal(journalFile(folder, dataClass), { ...move, ...own, dataClass, state, left: [...left] });
    },
  };
}

/** Throws UserError where an earlier drill has left something. */
export function nothingLeft(folder: string, dataClass: string): void {
  const file = drillFile(folder, dataClass);
  let scenario: string | undefined;
  try {
    scenario = readDrillJournal(file)?.scenario;
    if (scenario === undefined) return;
  } catch {
    scenario = `that ${file} tells of`;
  }
  throw new UserError(
    `The drill ${scenario} did not come to its end, and has left something.`,
    `\`bastide drill --tidy-up --class ${dataClass}\` takes that away; \`bastide status\` says what it is.`,
  );
}
