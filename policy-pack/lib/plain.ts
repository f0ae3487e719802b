import { Misfit } from "./misfit";

/** Stands in a plain value for what the engine does not know before the resource exists. */
export const unknown: unique symbol = Symbol("not known at preview");

/** How the engine writes a value that it does not know (a constant of its protocol); the SDK never shows it. */
const unknownOnTheWire = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A property's value with every unknown part marked: reading it never throws. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | typeof unknown
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/**
 * Reads one property from a bag of the policy SDK. Reading an unknown value there throws, and the SDK
 * turns that into advice: a mandatory rule would pass by itself. Here it becomes {@link unknown}.
 *
 * @param key A property, or `*` for all of them at once.
 * @returns `undefined` when the property is absent or null, which Linode's provider takes to be the same.
 */
export function read(bag: Readonly<Record<string, unknown>>, key: string): Plain | undefined {
  if (key === "*") {
    return toPlain(() => bag);
  }
  if (!(key in bag)) {
    return undefined;
  }
  return toPlain(() => bag[key]) ?? undefined;
}

function toPlain(get: () => unknown): Plain {
  let value: unknown;
  try {
    value = get();
  } catch (error) {
    if (error instanceof Error && "unknownTypeSentinel" in error) {
      return unknown;
    }
    throw error;
  }
  if (value === null || value === undefined) {
    return null;
  }
  if (value === unknown || value === unknownOnTheWire) {
    return unknown;
  }
  if (Array.isArray(value)) {
    const items: Plain[] = [];
    for (let index = 0; index < value.length; index += 1) {
      items.push(toPlain(() => value[index]));
    }
    return items;
  }
  if (typeof value === "object") {
    const record: Record<string, Plain> = {};
    for (const key of Object.keys(value)) {
      record[key] = toPlain(() => Reflect.get(value, key, value));
    }
    return record;
  }
  return typeof value === "boolean" || typeof value === "number" ? value : String(value);
}

/**
 * Whether something on the way to `path` or below it is unknown.
 *
 * @param path Such as `encryption`, `ipv4.nat11` or `interfaces[].purpose`.
 */
export function isUnknownAt(value: Plain | undefined, path: readonly string[]): boolean {
  if (value === unknown) {
    return true;
  }
  if (value === undefined || value === null || typeof value !== "object") {
    return false;
  }
  const [head, ...rest] = path;
  if (Array.isArray(value)) {
    return value.some((item) => isUnknownAt(item, head === "[]" ? rest : path));
  }
  const record = value as Readonly<Record<string, Plain>>;
  const below: readonly (Plain | undefined)[] = head === undefined ? Object.values(record) : [record[head]];
  return below.some((item) => isUnknownAt(item, rest));
}

/** Splits `interfaces[].ipv4.nat11` into `interfaces`, `[]`, `ipv4`, `nat11`. */
export function pathOf(path: string): readonly string[] {
  return path.split(/\.|(?=\[\])/);
}

/**
 * The items of a list; none when it is absent.
 *
 * @throws Misfit when the value is something else.
 */
export function list(value: Plain | undefined, name: string): readonly Plain[] {
  if (value === undefined || value === null || value === unknown) {
    return [];
  }
  if (Array.isArray(value)) {
    return value;
  }
  throw new Misfit(`has \`${name}\` that is not a list`, `Give \`${name}\` as a list.`);
}

/**
 * One property of a record; `undefined` when record or property are absent.
 *
 * @throws Misfit when the value is something else.
 */
export function field(value: Plain | undefined, key: string): Plain | undefined {
  if (value === undefined || value === null || value === unknown) {
    return value === unknown ? unknown : undefined;
  }
  if (typeof value === "object" && !Array.isArray(value)) {
    return (value as Record<string, Plain>)[key] ?? undefined;
  }
  throw new Misfit(
    `has something else where an object with \`${key}\` belongs`,
    `Give an object with \`${key}\`.`,
  );
}

/** Every string in a value, however deep; unknown parts are left out. */
export function strings(value: Plain | undefined): readonly string[] {
  return keyed(value).map(({ text }) => text);
}

/** A text in a value, with the key of the map that it stands in. */
export interface Keyed {
  /** Empty where the text stands in no map. Items of a list have the list's key. */
  readonly key: string;
  readonly text: string;
}

/** Every string in a value as {@link strings} gives them, each with its key. */
export function keyed(value: Plain | undefined, key = ""): readonly Keyed[] {
  if (typeof value === "string") {
    return [{ key, text: value }];
  }
  if (value === undefined || value === null || typeof value !== "object") {
    return [];
  }
  return Array.isArray(value)
    ? value.flatMap((item: Plain) => keyed(item, key))
    : Object.entries(value).flatMap(([name, item]: [string, Plain]) => keyed(item, name));
}
