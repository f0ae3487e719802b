/** One figure of the benchmark: always a ratio of two things measured in the same run. */
export interface Result {
  readonly name: string;
  /** What was divided by what. */
  readonly ratio: string;
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly runs: number;
  /** The most that is acceptable. */
  readonly atMost: number;
  /** Medians in seconds, for orientation: they belong to this machine and moment only. */
  readonly seconds: readonly [number, number];
}

/** Something that can't be measured here, and why. */
export interface NotMeasured {
  readonly name: string;
  readonly reason: string;
}

const figure = (value: number): string => value.toFixed(2).padStart(7);

/** The table that the run prints. */
export function renderResults(results: readonly Result[], skipped: readonly NotMeasured[]): string {
  const rows = results.map(
    (r) =>
      `${r.median <= r.atMost ? "met   " : "missed"} ${figure(r.median)} ≤ ${figure(r.atMost)}  ` +
      `(${r.minimum.toFixed(2)}–${r.maximum.toFixed(2)}, ${r.runs} runs; ${r.seconds[0].toFixed(2)} s, ${r.seconds[1].toFixed(2)} s)  ` +
      `${r.name}: ${r.ratio}`,
  );
  return [...rows, ...skipped.map((s) => `skipped ${s.name}: ${s.reason}`)].join("\n");
}
