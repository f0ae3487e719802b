import { compute } from "./exceptionsCompute";
import { other } from "./exceptionsOther";
import type { Complaint } from "./validator";

/**
 * Where Linode answers otherwise than its document says. Each entry names the recording that shows it; where the folder
 * of recordings has none, what else of linodego (its other recordings, or a type that reads the field).
 */
export interface Exception {
  /** The paths whose answers hold this thing. */
  paths: RegExp;
  /** The thing's place in those answers, before the field's name; lists are looked through without saying so. */
  within?: RegExp;
  /** Fields that are newer than the document. */
  fields?: Readonly<Record<string, string>>;
  /** Fields that may be null, although the document doesn't say so. */
  nulls?: Readonly<Record<string, string>>;
  /** Fields that differ in another way: how the complaint begins, and the recording. */
  others?: Readonly<Record<string, readonly [complaint: string, recording: string]>>;
}

export const exceptions: readonly Exception[] = [...compute, ...other];

/** A complaint's place with the lists left out that every answer may be one of. */
export function fieldOf(place: string): string {
  return place.replace(/^(data)?\[\]\.(data\.)?/, "");
}

/** An entry of the list above. */
export interface Entry {
  exception: Exception;
  field: string;
  recording: string;
}

/** Whether Linode itself was seen to answer so. */
export function isExcepted(complaint: Complaint): boolean {
  return entryFor(complaint) !== undefined;
}

/** The entry that excuses a complaint. */
export function entryFor({ operation, place, what }: Complaint): Entry | undefined {
  const path = operation.slice(operation.indexOf(" ") + 1);
  const whole = fieldOf(place);
  for (const exception of exceptions) {
    if (!exception.paths.test(path) || exception.within?.test(whole) === false) continue;
    const field = exception.within === undefined ? whole : whole.replace(exception.within, "");
    const other = exception.others?.[field];
    const recording =
      (what === "unknown field" ? exception.fields?.[field] : undefined) ??
      (what.endsWith(", not null") ? exception.nulls?.[field] : undefined) ??
      (other !== undefined && what.startsWith(other[0]) ? other[1] : undefined);
    if (recording !== undefined) return { exception, field, recording };
  }
  return undefined;
}
