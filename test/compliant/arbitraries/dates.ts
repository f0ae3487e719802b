import fc from "fast-check";

const dayMs = 86_400_000;
const first = Date.parse("2026-11-24");

/** The day of a configuration: any of three years, before hosts' image gets no more updates (`catalogue/images.ts`). */
export const asOf: fc.Arbitrary<Date> = fc.nat(3 * 365).map((days) => new Date(first + days * dayMs));

/** A day so many days after another, as people write it. */
export const dayAfter = (day: Date, days: number): string =>
  new Date(day.getTime() + days * dayMs).toISOString().slice(0, 10);

/** How a moment is written: days after the day, minutes into it, and in which zone. */
export interface Moment {
  readonly days: number;
  readonly minutes: number;
  readonly zone: "Z" | "+02:00" | "-05:30";
}

/** A moment in ISO form with its zone. */
export function momentAfter(day: Date, { days, minutes, zone }: Moment): string {
  const at = new Date(day.getTime() + days * dayMs + minutes * 60_000);
  return at.toISOString().replace(/\.000Z$/, zone);
}

/** Days ago, at most so many; the bounds are where mistakes are. */
export const daysAgo = (most: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.nat(most) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1, most - 1, most) },
  );
