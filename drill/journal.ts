import { z } from "zod";

import { type Undo, undoSchema } from "./undo";

/** Something that a drill has broken or left, and what ends it. */
const brokenSchema = z.strictObject({ name: z.string(), undo: z.array(undoSchema) });

/** What is kept of a drill while it goes on, so that what it leaves can be taken away where it is killed. */
export const drillJournalSchema = z.strictObject({
  scenario: z.string(),
  dataClass: z.string(),
  /** The region that took writes when it began. */
  active: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  by: z.string(),
  /** The step that it was at. */
  at: z.string(),
  /** In the order in which it was done. */
  broken: z.array(brokenSchema),
});
export type DrillJournal = z.output<typeof drillJournalSchema>;

/** What is broken, as a journal keeps it. */
export const brokenOf = (broken: ReadonlyMap<string, readonly Undo[]>): DrillJournal["broken"] =>
  [...broken].map(([name, undo]) => ({ name, undo: [...undo] }));

/** A sentence about a drill that has not come to its end. */
export function cutShort({ scenario, dataClass, startedAt, by, at, broken }: DrillJournal): string {
  const left = broken.length === 0 ? "" : ` Not yet as it was: ${broken.map(({ name }) => name).join("; ")}.`;
  return `${by} began the drill ${scenario} of ${dataClass} at ${startedAt}: it is under way, or was ended from outside at "${at}".${left} \`bastide drill --tidy-up --class ${dataClass}\` takes away what it has left.`;
}

/** A sentence about writes that are in another region than before the drill. */
export const elsewhere = (
  now: string,
  { active, dataClass }: Pick<DrillJournal, "active" | "dataClass">,
): string =>
  `Writes of ${dataClass} are in ${now}, and were in ${active} when the drill began: \`bastide failback --class ${dataClass} --to ${active}\` brings them back.`;
