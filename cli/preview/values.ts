/** JSON, as inputs are in a report. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A value before and after; undefined where it is not there. */
export interface ValueChange {
  /** For example `interfaces[0].ipv4.vpc`. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Longer values are summed up. */
const longest = 120;

/** Everything that differs between two values, each as deep as it can be named. */
export function valueChanges(path: string, before: Json | undefined, after: Json | undefined): ValueChange[] {
  if (same(before, after)) {
    return [];
  }
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => valueChanges(path === "" ? key : `${path}.${key}`, before[key], after[key]));
  }
  if (isList(before) && isList(after)) {
    return isPlain(before) && isPlain(after)
      ? [listChange(path, before, after)]
      : Array.from({ length: Math.max(before.length, after.length) }).flatMap((_, index) =>
          valueChanges(`${path}[${index}]`, before[index], after[index]),
        );
  }
  const lines = linesChanged(before, after);
  return [{ path, ...(lines ?? { before: shown(before), after: shown(after) }) }];
}

/** A value in one short line; null where there is none. */
export function shown(value: Json | undefined): string | null {
  if (value === undefined) {
    return null;
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= longest && !text.includes("\n") ? text : `(${text.length} characters)`;
}

/** Of a list of plain values, what went and what came; its order means nothing to Linode. */
function listChange(path: string, before: readonly Json[], after: readonly Json[]): ValueChange {
  const without = (list: readonly Json[], other: readonly Json[]): Json[] =>
    list.filter((item) => !other.some((candidate) => same(candidate, item)));
  const gone = without(before, after);
  const come = without(after, before);
  return {
    path,
    before: gone.length === 0 && come.length > 0 ? null : shown(gone.length === 0 ? before : gone),
    after: come.length === 0 && gone.length > 0 ? null : shown(come.length === 0 ? after : come),
  };
}

/** Of texts with several lines, such as user data, how many went and how many came. */
function linesChanged(
  before: Json | undefined,
  after: Json | undefined,
): { before: string; after: string } | undefined {
  const old = linesOf(before);
  const now = linesOf(after);
  if (old === undefined || now === undefined) {
    return undefined;
  }
  const counts = new Map<string, number>();
  for (const line of old) counts.set(line, (counts.get(line) ?? 0) - 1);
  for (const line of now) counts.set(line, (counts.get(line) ?? 0) + 1);
  const numbers = [...counts.values()];
  const removed = -numbers.filter((number) => number < 0).reduce((sum, number) => sum + number, 0);
  const added = numbers.filter((number) => number > 0).reduce((sum, number) => sum + number, 0);
  return { before: `${old.length} lines`, after: `${now.length} lines, ${added} added, ${removed} removed` };
}

function linesOf(value: Json | undefined): readonly string[] | undefined {
  if (typeof value !== "string") {
    return undefined;
  }
  const encoded = /^[A-Za-z0-9+/]{40,}={0,2}$/.test(value);
  const text = encoded ? Buffer.from(value, "base64").toString() : value;
  const lines = text.split("\n");
  // What is no text once decoded was no text before.
  return lines.length < 2 || text.includes("\uFFFD") ? undefined : lines;
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) {
    return true;
  }
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  }
  return (
    isMap(a) &&
    isMap(b) &&
    Object.keys(a).length === Object.keys(b).length &&
    Object.entries(a).every(([key, item]) => Object.hasOwn(b, key) && same(item, b[key]))
  );
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPlain(list: readonly Json[]): boolean {
  return list.every((item) => typeof item !== "object" || item === null);
}
