import { z } from "zod";

const when = z.iso.datetime().describe("ISO 8601, UTC.");
const count = z.number().int().nonnegative();
const entry = z.object({
  client: z.string().describe("The service node that sent it."),
  n: z.number().int().describe("Its number there; none is sent twice."),
  start: z.number().nullable().describe("When it was sent, in Unix seconds; null where no ledger has it."),
  said: z.string().describe("What the client heard."),
});
const entries = z.array(entry).max(100);
const outage = z
  .object({ seconds: z.number(), from: z.number(), to: z.number() })
  .nullable()
  .describe(
    "The longest time without an answer, with its ends in Unix seconds; null where nothing was attempted.",
  );

/** The evidence of one drill (BC-5). */
export const drillEvidence = z.object({
  version: z.literal(1),
  scenario: z.string(),
  about: z.string().describe("What happens in it, in a sentence."),
  stack: z.string(),
  dataClass: z.string(),
  where: z.string().describe("`the local cloud of this machine`, or `Linode`."),
  by: z.string().describe("Who ran it."),
  startedAt: when,
  endedAt: when,
  versions: z
    .record(z.string(), z.string())
    .describe("Of the database, what keeps it, and the system under it."),
  configuration: z.record(z.string(), z.unknown()).describe("The cluster's settings during the drill."),
  approval: z
    .object({ ticket: z.string(), author: z.string(), approver: z.string(), date: z.string() })
    .nullable()
    .describe("Of the stack's last change; null where the configuration has none."),
  before: z.object({
    active: z.string().describe("The region that took writes."),
    leader: z.string(),
    members: z.array(
      z.object({
        name: z.string(),
        region: z.string(),
        role: z.string(),
        state: z.string(),
        timeline: z.number().nullable(),
        lagBytes: z.number().nullable(),
      }),
    ),
    lagBytes: z
      .number()
      .nullable()
      .describe("How far other regions were behind when the fault struck; null where none follows."),
  }),
  steps: z.array(
    z.object({
      name: z.string(),
      by: z.enum(["drill", "hosts", "person"]),
      startedAt: when,
      seconds: z.number().nonnegative(),
      result: z.enum(["done", "failed"]),
      said: z.string(),
    }),
  ),
  faults: z.array(z.object({ at: when, what: z.string(), target: z.string() })),
  load: z.object({
    clients: z.array(z.object({ host: z.string(), region: z.string() })),
    acknowledged: count,
    failed: count.describe("Refused, or no connection was made."),
    unknown: count.describe("Sent, and no answer came."),
    readsAnswered: count,
    readsFailed: count,
  }),
  timeline: z.object({
    widthSeconds: z.number().positive(),
    buckets: z.array(
      z.object({
        at: z.number().describe("Its beginning, in seconds from `startedAt`."),
        acknowledged: count,
        failed: count,
        unknown: count,
        readsAnswered: count,
        readsFailed: count,
      }),
    ),
  }),
  verdict: z.object({
    lost: count.describe("Acknowledged, and absent."),
    ghosts: count.describe("Refused, and present."),
    duplicated: count,
    reordered: count,
    foreign: count.describe("Present, and in no ledger."),
    unknownPresent: count,
    unknownAbsent: count,
    entries: z
      .object({ lost: entries, ghosts: entries, duplicated: entries, reordered: entries, foreign: entries })
      .describe("The first hundred of each."),
    checksum: z
      .object({ before: z.string(), after: z.string() })
      .describe("Of all tables that the load doesn't write."),
  }),
  outages: z.object({ countedFrom: z.string(), writes: outage, reads: outage }),
  openTogetherSeconds: z
    .number()
    .describe(
      "For how long two nodes were seen open at once. Whether both acknowledged writes is what the ledger says.",
    ),
  baseline: z
    .object({ about: z.string(), writesSeconds: z.number().nullable() })
    .nullable()
    .describe("The same in the same run with what Patroni brings; null where it was not measured."),
  objectives: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      objective: z.number().describe("At most this."),
      measured: z.number(),
      met: z.boolean(),
    }),
  ),
  notCovered: z.array(z.string()),
  met: z.boolean(),
});

/** The evidence of one drill. */
export type DrillEvidence = z.output<typeof drillEvidence>;
