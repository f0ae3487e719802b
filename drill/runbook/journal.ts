import { z } from "zod";

/** What is kept of a failover. */
export const journalSchema = z.strictObject({
  command: z.enum(["failover", "failback"]),
  dataClass: z.string(),
  to: z.string(),
  /** Whether a person has said that the old region is lost. */
  isLost: z.boolean(),
  /** ISO 8601: when a person first said go. */
  startedAt: z.string(),
  by: z.string(),
  /** `begun`: it is under way, or was ended from outside. */
  state: z.enum(["begun", "not fenced", "names left", "failed", "done"]),
  /** What is left to be done, for people. */
  left: z.array(z.string()),
});

/** What a person has decided, kept so that the program may be ended at any moment and called again. How far it came is asked of the hosts. */
export type Journal = z.output<typeof journalSchema>;

/** A sentence about one that is not done; null for one that is. */
export function unfinished({ command, dataClass, to, startedAt, by, state, left }: Journal): string | null {
  if (state === "done") return null;
  const how = {
    begun: "it is under way, or was ended from outside",
    "not fenced": "the old region may still take writes, so nothing was promoted",
    "names left": "writes go on there, and names lead to the old region still",
    failed: "it failed",
  }[state];
  const rest = left.length === 0 ? "" : ` ${left.map((line) => `${line.replace(/\.$/, "")}.`).join(" ")}`;
  return `${by} began to have ${to} take the writes of ${dataClass} at ${startedAt}: ${how}.${rest} \`bastide ${command} --class ${dataClass} --resume\` goes on with it.`;
}
