import { keyOf, type Row } from "./judge";
import type { Attempt } from "./parse";

const isAcknowledged = ({ kind, outcome }: Attempt): boolean => kind === "write" && outcome === "ok";

function owedOf(there: readonly Row[] | undefined): (one: Attempt) => boolean {
  if (there === undefined) return () => true;
  const keys = new Set(there.map(keyOf));
  return (one) => keys.has(keyOf(one));
}

/** A copy against the moment that it should be of. */
export interface Deviation {
  /** The largest time, in milliseconds, by which a write is on the wrong side of the moment; 0 where none is. */
  readonly milliseconds: number;
  /** Acknowledged before the moment, and absent. */
  readonly absent: number;
  /** Sent after the moment, and there. */
  readonly early: number;
  /** There, and in no ledger, or there more than once. */
  readonly strange: number;
  /** How many acknowledged writes there are to compare: before the moment, and sent after it. */
  readonly before: number;
  readonly after: number;
}

/**
 * Compares the rows of a copy with the ledger: what was acknowledged before the moment (Unix seconds) should be there, and what was sent after it
 * should not. What was under way at the moment may be there or not. `there`: what the database itself had when the copy was asked for; a copy owes
 * nothing that an earlier disaster took. Default: all that was acknowledged.
 */
export function deviationFrom(
  moment: number,
  attempts: readonly Attempt[],
  rows: readonly Row[],
  there?: readonly Row[],
): Deviation {
  const writes = attempts.filter(({ kind }) => kind === "write");
  const present = new Set(rows.map(keyOf));
  const known = new Set(writes.map(keyOf));
  const owed = owedOf(there);
  const before = writes.filter((one) => isAcknowledged(one) && one.end < moment && owed(one));
  const after = writes.filter(({ start }) => start > moment);
  const absent = before.filter((one) => !present.has(keyOf(one)));
  const early = after.filter((one) => present.has(keyOf(one)));
  const off = [...absent.map(({ end }) => moment - end), ...early.map(({ start }) => start - moment)];
  return {
    milliseconds: Math.round(off.reduce((most, one) => Math.max(most, one), 0) * 1000),
    ...{ absent: absent.length, early: early.length },
    strange: [...present].filter((key) => !known.has(key)).length + rows.length - present.size,
    ...{ before: before.length, after: after.filter(isAcknowledged).length },
  };
}

/** What would be gone if a copy were all that is left. */
export interface RecoveryPoint {
  /** From the first acknowledged write that the copy lacks to the moment of the loss; 0 where it lacks none. */
  readonly seconds: number;
  /** How many it lacks of those that were acknowledged until then, and how many those are. */
  readonly lost: number;
  readonly acknowledged: number;
}

/** How old a copy was when the rest was lost, in Unix seconds. `there` as for `deviationFrom`. */
export function recoveryPoint(
  lostAt: number,
  attempts: readonly Attempt[],
  rows: readonly Row[],
  there?: readonly Row[],
): RecoveryPoint {
  const present = new Set(rows.map(keyOf));
  const owed = owedOf(there);
  const counted = attempts.filter((one) => isAcknowledged(one) && one.end <= lostAt && owed(one));
  const absent = counted.filter((one) => !present.has(keyOf(one)));
  const first = absent.reduce((least, { end }) => Math.min(least, end), lostAt);
  return { seconds: lostAt - first, lost: absent.length, acknowledged: counted.length };
}
