import type { Attempt } from "./parse";

/** A time in which nothing was answered. Times in Unix seconds. */
export interface Outage {
  readonly seconds: number;
  readonly from: number;
  readonly to: number;
}

/** Whose answers count. */
export interface Whose {
  /** Default: `write`, which counts acknowledged writes; `read` counts answered reads. */
  readonly kind?: Attempt["kind"];
  /** Default: everybody's. */
  readonly clients?: ReadonlySet<string>;
}

export interface OutageOptions extends Whose {
  /**
   * From when on, in Unix seconds: an outage that began before counts from here. Default: the first answer; where there is none, the first
   * attempt of those that count.
   */
  readonly from?: number;
  /** Until when. Default: the end of the load, which is the end of anybody's last attempt of either kind. */
  readonly to?: number;
}

/**
 * The longest time in which nobody of those that count had an answer: between two answers, or from the last one to the end, so that an outage
 * that never ended is as long as it was watched. Of several equally long ones, the first. Null where those that count attempted nothing, or
 * the time is empty.
 */
export function longestOutage(attempts: readonly Attempt[], options: OutageOptions = {}): Outage | null {
  const to = options.to ?? attempts.reduce((last, { end }) => Math.max(last, end), Number.NEGATIVE_INFINITY);
  const counted = attempts.filter(countedBy(options)).filter(({ start }) => start <= to);
  const since = options.from ?? Number.NEGATIVE_INFINITY;
  if (counted.length === 0) return null;
  const answers = counted
    .filter(({ outcome, end }) => outcome === "ok" && end >= since && end <= to)
    .map(({ end }) => end)
    .sort((a, b) => a - b);
  const firstStart = counted.reduce((first, { start }) => Math.min(first, start), Number.POSITIVE_INFINITY);
  const moments = [options.from ?? answers[0] ?? firstStart, ...answers, to];
  let longest: Outage | null = null;
  for (const [index, moment] of moments.entries()) {
    const next = moments[index + 1];
    if (next === undefined || next < moment) continue;
    if (longest === null || next - moment > longest.seconds)
      longest = { seconds: next - moment, from: moment, to: next };
  }
  return longest;
}

/** When, in Unix seconds, the first answer after a moment came; null where none came. */
export function firstAnswerAfter(
  attempts: readonly Attempt[],
  moment: number,
  whose: Whose = {},
): number | null {
  const isCounted = countedBy(whose);
  const first = attempts.reduce(
    (least, attempt) =>
      attempt.outcome === "ok" && attempt.end > moment && isCounted(attempt)
        ? Math.min(least, attempt.end)
        : least,
    Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(first) ? first : null;
}

const countedBy =
  ({ kind = "write", clients }: Whose) =>
  (attempt: Attempt): boolean =>
    attempt.kind === kind && (clients === undefined || clients.has(attempt.client));
