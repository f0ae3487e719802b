import type { Problem } from "../problems";
import type { StackConfig } from "../sections";

/** What a check is given: the sections that could be read, and the day it is. */
export interface CheckContext {
  readonly config: Partial<StackConfig>;
  readonly today: Date;
}

/** A check of what the sections say together; it reports what it finds and throws nothing. */
export type Check = (context: CheckContext) => readonly Problem[];

/** The entry of a map by a name that people write; names such as `constructor` find nothing that is not an entry. */
export const entry = <T>(map: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;

/** The beginning of a moment's day in UTC: what lasts for days lasts until the last of them has ended. */
export const dayOf = (moment: Date): number => Math.floor(moment.getTime() / day) * day;

/** A day in milliseconds. */
export const day = 86_400_000;

/** How long an approval lasts (EX-2): a year, its leap day included. */
const year = 366 * day;

/** Whether something has an approval that still holds; undefined where approvals could not be read, which is a problem by itself. */
export const isApproved = ({ config, today }: CheckContext, subject: string): boolean | undefined =>
  config.approvals?.some((one) => one.subject === subject && dayOf(today) - Date.parse(one.date) <= year);
