/** An object as JSON has it. */
export type JsonObject = { [key: string]: unknown };

/** Whether it is an object, and neither a list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value, or undefined if the text isn't JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A path's text without percent-encoding; as it is where that isn't sound. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The JSON type, with null apart from objects and lists. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}

/** Every leaf of a value with the keys on the way to it; positions in lists are numbers. */
export function* leaves(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<{ path: readonly (string | number)[]; value: unknown }> {
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) yield* leaves(one, [...path, index]);
  } else if (isObject(value)) {
    for (const [key, one] of Object.entries(value)) yield* leaves(one, [...path, key]);
  } else yield { path, value };
}

/** A copy with every leaf replaced. */
export function mapLeaves(
  value: unknown,
  change: (leaf: unknown, path: readonly (string | number)[]) => unknown,
  path: readonly (string | number)[] = [],
): unknown {
  if (Array.isArray(value)) return value.map((one, index) => mapLeaves(one, change, [...path, index]));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, mapLeaves(one, change, [...path, key])]),
    );
  }
  return change(value, path);
}
