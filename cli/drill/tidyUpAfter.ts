import { rmSync } from "node:fs";

import { brokenOf, type DrillJournal, elsewhere } from "../../drill/journal";
import { unfinished } from "../../drill/runbook/journal";
import { tidyUp } from "../../drill/tidyUp";
import { UserError } from "../../engine/errors";
import { withStackLock } from "../../engine/lock";
import type { Common } from "../options";
import { Progress } from "../terminal";
import { drillFile, journalsIn, readDrillJournal, writeJournal } from "./journals";
import { openStack } from "./openStack";

export interface TidyUpCommand extends Partial<Common> {
  readonly stack: string;
  readonly class: string;
  /** The person's log-in name on hosts of Linode. Default: that on this machine. */
  readonly login?: string;
}

/** `bastide drill --tidy-up`: 0 nothing is left, 1 something could not be taken away; it can be called again. */
export async function tidyUpAfter(options: TidyUpCommand): Promise<number> {
  const { folder, doors } = await openStack(options);
  const file = drillFile(folder, options.class);
  const journal = readLast(file);
  const servers = await doors.servers(options.class);
  const broken = new Map(journal?.broken.map(({ name, undo }) => [name, undo]));
  const progress = new Progress(options.json === true);
  const { left, writesIn } = await withStackLock(folder, "drill", () =>
    tidyUp({ doors, servers, broken, onPhase: (phase) => progress.phase(phase) }),
  ).finally(() => progress.done());
  if (left.length === 0) rmSync(file, { force: true });
  else if (journal !== null)
    writeJournal(file, {
      ...journal,
      ...{ at: "Tidying up", broken: brokenOf(broken) },
    });
  // A move that the drill was in the midst of comes first.
  const [moved] = journalsIn(folder)
    .filter(({ dataClass }) => dataClass === options.class)
    .flatMap((move) => unfinished(move) ?? []);
  const next =
    moved ?? (journal && writesIn && writesIn !== journal.active ? elsewhere(writesIn, journal) : null);
  if (options.json === true)
    process.stdout.write(
      `${JSON.stringify({ scenario: journal?.scenario ?? null, left, writesIn, next }, null, 2)}\n`,
    );
  else
    process.stdout.write(
      `${[
        left.length === 0
          ? `Nothing is left of ${journal === null ? "any drill" : `the drill ${journal.scenario}`} of ${options.class}.`
          : `Not all could be taken away: ${left.join("; ")}. Call it again once that is mended.`,
        ...(next === null ? [] : [next]),
      ].join("\n")}\n`,
    );
  return left.length === 0 ? 0 : 1;
}

function readLast(file: string): DrillJournal | null {
  try {
    return readDrillJournal(file);
  } catch {
    throw new UserError(
      `${file} is damaged: what the drill has broken can't be read in it.`,
      "Look at `bastide status`, bring back what is away, remove the file, and call this again for the rest.",
    );
  }
}
