import type { Attempt } from "./parse";

/**
 * Writes that clients of one region were told are there after clients of another one had first been told so: two regions took writes. Counted
 * by when each was sent, from a moment on to another; the first region's clients were served until `from`.
 */
export function acknowledgedByBoth(
  attempts: readonly Attempt[],
  { to, from, until }: { readonly to: ReadonlySet<string>; readonly from: number; readonly until: number },
): number {
  const writes = attempts.filter(
    ({ kind, outcome, end }) => kind === "write" && outcome === "ok" && end >= from && end <= until,
  );
  const first = writes
    .filter(({ client }) => to.has(client))
    .reduce((least, { end }) => Math.min(least, end), Number.POSITIVE_INFINITY);
  return writes.filter(({ client, start }) => !to.has(client) && start > first).length;
}
