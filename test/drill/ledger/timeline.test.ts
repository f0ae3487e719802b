import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "../../../drill/ledger/judge";
import { timelineOf } from "../../../drill/ledger/timeline";
import { arbitraryAttempts, readOf, writeOf } from "../support/ledger";

const zeros = { acknowledged: 0, failed: 0, unknown: 0, readsAnswered: 0, readsFailed: 0 };

describe("the timeline", () => {
  it("counts what clients heard by when they heard it, and leaves no span out", () => {
    const attempts = [
      writeOf(1, { start: 100, end: 100.1 }),
      writeOf(2, { start: 100.2, end: 100.25 }),
      writeOf(3, { start: 100.3, end: 101.1, outcome: "unknown" }),
      writeOf(4, { start: 101.2, end: 101.2, outcome: "failed" }),
      readOf(1, { start: 100, end: 100.2 }),
      readOf(2, { start: 101, end: 101.05, outcome: "failed" }),
    ];
    expect(timelineOf(attempts)).toEqual({
      widthSeconds: 0.25,
      buckets: [
        { ...zeros, at: 0, acknowledged: 1, readsAnswered: 1 },
        { ...zeros, at: 0.25, acknowledged: 1 },
        { ...zeros, at: 0.5 },
        { ...zeros, at: 0.75 },
        { ...zeros, at: 1, unknown: 1, failed: 1, readsFailed: 1 },
      ],
    });
  });

  it("begins with the load, also where it counts from before", () => {
    const { buckets } = timelineOf([writeOf(1, { start: 103.3, end: 103.4 })], {
      origin: 100,
      widthSeconds: 1,
    });
    expect(buckets).toEqual([{ ...zeros, at: 3, acknowledged: 1 }]);
  });

  it("is empty without a load, and refuses buckets that hold nothing", () => {
    expect(timelineOf([])).toEqual({ widthSeconds: 0.25, buckets: [] });
    for (const widthSeconds of [0, -1, Number.NaN])
      expect(() => timelineOf([], { widthSeconds })).toThrow(RangeError);
  });

  it("counts each attempt once, in buckets one width apart, whatever the load", () => {
    const widths = fc.constantFrom(0.1, 0.25, 0.5, 1, 3);
    fc.assert(
      fc.property(
        arbitraryAttempts(),
        widths,
        fc.integer({ min: 0, max: 100 }),
        (attempts, widthSeconds, before) => {
          const origin = Math.min(...attempts.map(({ start }) => start)) - before;
          const { buckets } = timelineOf(attempts, { widthSeconds, origin });
          const { lost, ...counts } = judge(attempts, []);
          for (const key of ["acknowledged", "failed", "unknown", "readsAnswered", "readsFailed"] as const)
            expect(buckets.reduce((sum, bucket) => sum + bucket[key], 0)).toBe(counts[key]);
          for (const [index, { at }] of buckets.entries())
            if (index > 0) expect(at - (buckets[index - 1]?.at ?? 0)).toBeCloseTo(widthSeconds, 5);
        },
      ),
    );
  });
});
