import type { Attempt } from "./parse";

/** A row that the table holds. */
export interface Row {
  readonly client: string;
  readonly n: number;
}

/** A write that the verdict speaks of. */
export interface Entry extends Row {
  /** When it was sent, in Unix seconds; null where no ledger has it. */
  readonly start: number | null;
  /** What the client heard; for a row that no ledger has, what is known of it. */
  readonly said: string;
}

/** The ledger against the table. Every list is whole, in the order of the ledger (`reordered`, `foreign`: of the table). */
export interface Judgement {
  readonly acknowledged: number;
  readonly failed: number;
  readonly unknown: number;
  readonly readsAnswered: number;
  readonly readsFailed: number;
  /** How many rows the table holds. */
  readonly rows: number;
  /** Acknowledged, and absent. */
  readonly lost: readonly Entry[];
  /** Failed, by what the client was told, and present. */
  readonly ghosts: readonly Entry[];
  /** Nobody was told what came of them: present, and absent. Both are right. */
  readonly unknownPresent: readonly Entry[];
  readonly unknownAbsent: readonly Entry[];
  /** Present more than once; each is here once. */
  readonly duplicated: readonly Entry[];
  /** Rows of a client behind one of its own with a higher number. What is there twice counts where it is first. */
  readonly reordered: readonly Entry[];
  /** Present, and in no ledger. A client that is ended may have sent one more than it noted; `said` says so. */
  readonly foreign: readonly Entry[];
}

/**
 * Judges what is in the table by what was promised. A failed write that is absent, and an acknowledged one that is present once, are as
 * they should be and in no list.
 *
 * @param rows in the order of the table's `id`
 */
export function judge(attempts: readonly Attempt[], rows: readonly Row[]): Judgement {
  const writes = attempts.filter(({ kind }) => kind === "write");
  const reads = attempts.filter(({ kind }) => kind === "read");
  const present = countRows(rows);
  const known = new Map(writes.map((write) => [keyOf(write), write] as const));
  const those = (outcome: Attempt["outcome"], there: boolean): Entry[] =>
    writes.filter((write) => write.outcome === outcome && present.has(keyOf(write)) === there).map(entryOf);
  return {
    acknowledged: writes.filter(({ outcome }) => outcome === "ok").length,
    failed: writes.filter(({ outcome }) => outcome === "failed").length,
    unknown: writes.filter(({ outcome }) => outcome === "unknown").length,
    readsAnswered: reads.filter(({ outcome }) => outcome === "ok").length,
    readsFailed: reads.filter(({ outcome }) => outcome !== "ok").length,
    rows: rows.length,
    lost: those("ok", false),
    ghosts: those("failed", true),
    unknownPresent: those("unknown", true),
    unknownAbsent: those("unknown", false),
    duplicated: writes.filter((write) => (present.get(keyOf(write)) ?? 0) > 1).map(entryOf),
    ...judgeRows(writes, known, rows),
  };
}

/** What is wrong with rows among each other, or with those that nobody sent. */
function judgeRows(
  writes: readonly Attempt[],
  known: ReadonlyMap<string, Attempt>,
  rows: readonly Row[],
): Pick<Judgement, "reordered" | "foreign"> {
  const lastNoted = new Map<string, number>();
  for (const { client, n } of writes) lastNoted.set(client, Math.max(n, lastNoted.get(client) ?? 0));
  const highest = new Map<string, number>();
  const seen = new Set<string>();
  const reordered: Entry[] = [];
  const foreign: Entry[] = [];
  for (const { client, n } of rows) {
    const key = keyOf({ client, n });
    if (seen.has(key)) continue;
    seen.add(key);
    const write = known.get(key);
    if (write === undefined) foreign.push({ client, n, start: null, said: origin(n, lastNoted.get(client)) });
    const before = highest.get(client) ?? 0;
    if (n < before) {
      const said = `after ${before}`;
      reordered.push({ client, n, start: write?.start ?? null, said });
    }
    highest.set(client, Math.max(n, before));
  }
  return { reordered, foreign };
}

function origin(n: number, last: number | undefined): string {
  if (last === undefined) return "no ledger names this client";
  return n === last + 1
    ? "the next after the last that its client noted: sent as the client ended"
    : "never sent";
}

/** What names a write among all of a run. */
export const keyOf = ({ client, n }: Row): string => `${n} ${client}`;
const entryOf = ({ client, n, start, said }: Attempt): Entry => ({ client, n, start, said });

function countRows(rows: readonly Row[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return counts;
}
