import type { Attempt } from "./parse";

/** What clients heard in a short span of time. */
export interface Bucket {
  /** Where it begins, in seconds from the timeline's origin. */
  readonly at: number;
  readonly acknowledged: number;
  readonly failed: number;
  readonly unknown: number;
  readonly readsAnswered: number;
  readonly readsFailed: number;
}

/** All of it, without gaps: a span in which nobody heard anything is a bucket of zeros. */
export interface Timeline {
  readonly widthSeconds: number;
  readonly buckets: readonly Bucket[];
}

export interface TimelineOptions {
  /** What `at` counts from, in Unix seconds. Default: the start of the first attempt. */
  readonly origin?: number;
  /** Seconds a bucket. Default: 0.25. */
  readonly widthSeconds?: number;
}

/**
 * The attempts by when the client knew what came of them. Buckets begin with the first attempt, not with the origin: what is before is no
 * outage, but no load.
 */
export function timelineOf(attempts: readonly Attempt[], options: TimelineOptions = {}): Timeline {
  const { widthSeconds = 0.25 } = options;
  if (!(widthSeconds > 0)) throw new RangeError(`A bucket of ${widthSeconds} seconds holds nothing.`);
  const firstStart = attempts.reduce(
    (least, { start, end }) => Math.min(least, start, end),
    Number.POSITIVE_INFINITY,
  );
  const lastEnd = attempts.reduce((most, { end }) => Math.max(most, end), Number.NEGATIVE_INFINITY);
  if (attempts.length === 0) return { widthSeconds, buckets: [] };
  const { origin = firstStart } = options;
  const indexOf = (time: number): number => Math.floor((time - origin) / widthSeconds);
  const first = indexOf(firstStart);
  const counts = Array.from({ length: indexOf(lastEnd) - first + 1 }, (_, index) => ({
    // Widths such as 0.1 would leave tails of digits in the evidence.
    at: Number(((first + index) * widthSeconds).toFixed(6)),
    ...{ acknowledged: 0, failed: 0, unknown: 0, readsAnswered: 0, readsFailed: 0 },
  }));
  for (const attempt of attempts) {
    const bucket = counts[indexOf(attempt.end) - first];
    if (bucket !== undefined) bucket[fieldOf(attempt)] += 1;
  }
  return { widthSeconds, buckets: counts };
}

function fieldOf({ kind, outcome }: Attempt): Exclude<keyof Bucket, "at"> {
  if (kind === "read") return outcome === "ok" ? "readsAnswered" : "readsFailed";
  return outcome === "ok" ? "acknowledged" : outcome;
}
