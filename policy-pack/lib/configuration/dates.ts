/** A day in milliseconds. */
export const day = 86_400_000;

/** How long reviews and approvals last, in days: a year with its leap day. */
export const year = 366;

/** What a date without quotes in a stack's file is by the time the program gets it: `2026-10-05 00:00:00 +0000 UTC`. */
const printed = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ([+-]\d\d)(\d\d) \S+$/;

/** The beginning of today in UTC. The clock is the machine's; tests turn that one, and nothing else here can be turned. */
export function today(): number {
  return Math.floor(Date.now() / day) * day;
}

/** The beginning of a calendar day such as `2026-01-31`; `undefined` when it is none. */
export function dayOf(text: string): number | undefined {
  const [, date = text, time = "00:00:00"] = printed.exec(text) ?? [];
  const at = /^\d{4}-\d\d-\d\d$/.test(date) && time === "00:00:00" ? Date.parse(date) : Number.NaN;
  return Number.isNaN(at) || isoDay(at) !== date ? undefined : at;
}

/** A moment with its zone such as `2026-01-31T09:00:00Z`, or the beginning of a day; `undefined` when it is neither. */
export function momentOf(text: string): number | undefined {
  const [, date, time, hours, minutes] = printed.exec(text) ?? [];
  const iso = date === undefined ? text : `${date}T${time}${hours}:${minutes}`;
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(iso);
  const at = isMoment && dayOf(iso.slice(0, 10)) !== undefined ? Date.parse(iso) : Number.NaN;
  return Number.isNaN(at) ? dayOf(text) : at;
}

/** `2026-01-31`. */
export function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
