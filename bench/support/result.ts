import type { Ratios } from "./pairs";

/** What is acceptable. */
export type Limit = { readonly atMost: number } | { readonly atLeast: number };

/** One figure of the benchmark: always a ratio of two things measured in the same run. */
export type Result = Ratios &
  Limit & {
    readonly name: string;
    /** What was divided by what. */
    readonly ratio: string;
    /** Of both things, for orientation: they belong to this machine and moment only. */
    readonly unit: "s" | "ms" | "requests/s" | "KiB";
  };

/** Something that can't be measured here, and why. */
export interface NotMeasured {
  readonly name: string;
  readonly reason: string;
}

export type Entry = Result | NotMeasured;

export const isResult = (entry: Entry): entry is Result => "median" in entry;

/** Whether the middle one of the ratios is within the limit, which it may reach. */
export const isMet = (result: Result): boolean =>
  "atMost" in result ? result.median <= result.atMost : result.median >= result.atLeast;

const figure = (value: number): string => value.toFixed(2).padStart(7);

/** The table that the run prints: a line a figure. */
export function renderEntries(entries: readonly Entry[]): string {
  const lines = entries.filter(isResult).map((result) => {
    const { median, minimum, maximum, runs, unit, medians, name, ratio } = result;
    const limit = "atMost" in result ? `≤ ${figure(result.atMost)}` : `≥ ${figure(result.atLeast)}`;
    const sides = medians.map((value) => `${value.toFixed(unit === "requests/s" ? 0 : 2)} ${unit}`);
    return (
      `${isMet(result) ? "met   " : "missed"} ${figure(median)} ${limit}  ` +
      `(${minimum.toFixed(2)}–${maximum.toFixed(2)}, ${runs} runs; ${sides.join(", ")})  ${name}: ${ratio}`
    );
  });
  const skipped = entries.flatMap((entry) =>
    isResult(entry) ? [] : [`skipped ${entry.name}: ${entry.reason}`],
  );
  return [...lines, ...skipped].join("\n");
}
