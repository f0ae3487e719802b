import type { Argument, Arguments } from "../arguments";
import { isUnknownAt, type Plain, unknown } from "./plain";

/** An argument that may not be given as it is. */
export interface Objection {
  /** Such as `interfaces[].ipRanges`. */
  readonly path: string;
  /** What the table says of it; `undefined` where it says nothing. */
  readonly argument: Argument | undefined;
}

/**
 * Compares what a resource is given with the table of its type. A value that is not known yet counts as given, and an
 * empty one as left out.
 */
export function review(given: Plain, table: Arguments): readonly Objection[] {
  const found = new Map<string, Objection>();
  for (const path of objectionable(given, "", table)) {
    found.set(path, { path, argument: entryOf(table, path) });
  }
  return [...found.values()];
}

function objectionable(value: Plain, path: string, table: Arguments): readonly string[] {
  if (isEmpty(value)) {
    return [];
  }
  const argument = entryOf(table, path);
  if (argument) {
    return passes(argument, value) ? [] : [path];
  }
  if (value === unknown) {
    const parts = partsOf(table, path);
    return parts.length > 0 && parts.every((part) => passes(part, unknown)) ? [] : [path];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item: Plain) => objectionable(item, `${path}[]`, table));
  }
  if (typeof value === "object" && value !== null) {
    if (path !== "" && partsOf(table, path).length === 0) {
      return [path];
    }
    return Object.entries(value).flatMap(([key, item]: [string, Plain]) =>
      // The provider's own notes, such as `__defaults`; the engine takes them away at the top only.
      key.startsWith("__") ? [] : objectionable(item, path === "" ? key : `${path}.${key}`, table),
    );
  }
  return [path];
}

function isEmpty(value: Plain): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function passes(argument: Argument, value: Plain): boolean {
  switch (argument.verdict) {
    case "limited":
      return argument.allows(value);
    case "judged":
      return !(argument.early && isUnknownAt(value, []));
    default:
      return argument.verdict === "harmless";
  }
}

function entryOf(table: Arguments, path: string): Argument | undefined {
  if (Object.hasOwn(table, path)) {
    return table[path];
  }
  const isListed = /[.[]/.test(path) || path === "" || partsOf(table, path).length > 0;
  return isListed ? undefined : table["*"];
}

const parts = new WeakMap<Arguments, Map<string, readonly Argument[]>>();

/** What the table says of everything below a path. */
function partsOf(table: Arguments, path: string): readonly Argument[] {
  const known = parts.get(table) ?? new Map<string, readonly Argument[]>();
  parts.set(table, known);
  const found =
    known.get(path) ??
    Object.entries(table).flatMap(([listed, argument]) =>
      listed.startsWith(`${path}.`) || listed.startsWith(`${path}[`) ? [argument] : [],
    );
  known.set(path, found);
  return found;
}
