import { describe, expect, it } from "vitest";
import { median, ratiosOf } from "../../bench/support/pairs";
import { isMet, type Result, renderEntries } from "../../bench/support/result";

const figures = { median: 2, minimum: 1, maximum: 3.5, runs: 3, medians: [4, 1700.4] } as const;
const atMost = (limit: number): Result => ({
  ...{ ...figures, name: "start-up", ratio: "to another's", unit: "s", atMost: limit },
});
const atLeast = (limit: number): Result => ({
  ...{ ...figures, name: "throughput", ratio: "to another's", unit: "requests/s", atLeast: limit },
});

describe("figures", () => {
  it.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])("have the middle one of %j: %d", (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it("are divided pair by pair, and the middle ratio isn't that of the middles", () => {
    const pairs = [
      [8, 2],
      [3, 3],
      [10, 5],
    ] as const;
    expect(ratiosOf(pairs)).toEqual({ median: 2, minimum: 1, maximum: 4, runs: 3, medians: [8, 3] });
  });

  it.each([
    ["none", []],
    ["one that took no time", [[1, 0]]],
    ["one that was not measured", [[Number.NaN, 1]]],
    ["one without end", [[1, Number.POSITIVE_INFINITY]]],
    ["one before its start", [[-1, 1]]],
  ] as const)("are refused where there is %s", (_, pairs) => {
    expect(() => ratiosOf(pairs)).toThrow(/Measures are finite and above 0/);
  });

  it("meet a limit that they reach, from either side", () => {
    expect([atMost(2), atMost(1.99), atLeast(2), atLeast(2.01)].map(isMet)).toEqual([
      ...[true, false, true, false],
    ]);
  });

  it("are printed one a line, with what was skipped and why", () => {
    const missed = { name: "memory", reason: "this system doesn't tell it." };
    expect(renderEntries([missed, atMost(1), atLeast(1)])).toBe(
      [
        "missed    2.00 ≤    1.00  (1.00–3.50, 3 runs; 4.00 s, 1700.40 s)  start-up: to another's",
        "met       2.00 ≥    1.00  (1.00–3.50, 3 runs; 4 requests/s, 1700 requests/s)  throughput: to another's",
        "skipped memory: this system doesn't tell it.",
      ].join("\n"),
    );
  });
});
