/** A measure that changes evenly. */
export interface Line {
  readonly from: number;
  readonly perMinute: number;
  readonly minutes: number;
}

/** One case of a rule: what was measured, and whether a person is called for it. */
export interface RuleCase {
  readonly alert: string;
  readonly name: string;
  /** Measures: a line over time, or values, one a minute. */
  readonly series: Readonly<Record<string, Line | string>>;
  /** When it is asked, in minutes. */
  readonly at: number;
  readonly fires: boolean;
}

export const hour = 60;
export const day = 24 * hour;
export const flat = (from: number, minutes: number): Line => ({ from, perMinute: 0, minutes });
export const line = (from: number, perMinute: number, minutes: number): Line => ({
  from,
  perMinute,
  minutes,
});

/** A pair on both sides of a limit. */
export function pair(
  alert: string,
  at: number,
  bad: RuleCase["series"],
  good: RuleCase["series"],
): RuleCase[] {
  return [
    { alert, name: "fires", series: bad, at, fires: true },
    { alert, name: "is quiet", series: good, at, fires: false },
  ];
}

export const one = (measure: string, value: number, minutes: number) => ({ [measure]: flat(value, minutes) });
