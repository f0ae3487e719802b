import { UserError } from "./errors";
import { turnClock } from "./offline/clock";

/**
 * Reads the day of `--as-of`.
 *
 * @param text `YYYY-MM-DD`
 * @returns the beginning of the day in UTC; `undefined` without a text, which is today
 * @throws UserError when it is no day of the calendar
 */
export function readAsOf(text: string | undefined): Date | undefined {
  if (text === undefined) {
    return undefined;
  }
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(text) : new Date(Number.NaN);
  // Some calendars' leaps are taken for the next day: 2026-02-29 is none.
  if (Number.isNaN(day.getTime()) || dayText(day) !== text) {
    throw new UserError(
      `--as-of ${JSON.stringify(text)} is no day of the calendar.`,
      "Write it as YYYY-MM-DD, for example --as-of 2027-01-02.",
    );
  }
  return day;
}

/** `YYYY-MM-DD` of a day. */
export const dayText = (day: Date): string => day.toISOString().slice(0, 10);

/**
 * Refuses a day where the engine runs the program: it starts the pack by itself, and no pack that it starts may be told another
 * day than the machine's, or it could be told so for a real account too.
 */
export function refuseAsOfWithEngine(day: Date | undefined): void {
  if (day !== undefined) {
    throw new UserError(
      "--as-of asks what the policy pack would say on another day; the Pulumi engine judges by the machine's clock only.",
      "Add --engine offline, or leave --as-of out.",
    );
  }
}

/** What people are told who asked for another day. */
export const asOfNote = (day: Date): string =>
  `Judged as of ${dayText(day)}, by --as-of: the program and the policy pack take that day for today.`;

/** Does something with the clock at the beginning of a day, if one is given. The work must end before it returns. */
export function onDay<T>(day: Date | undefined, work: () => T): T {
  if (day === undefined) {
    return work();
  }
  const back = turnClock(day.getTime());
  try {
    return work();
  } finally {
    back();
  }
}
