import { z } from "zod";
import { unwrap } from "../../../infra/config/describe";
import { sections } from "../../../infra/config/sections";

type Schema = z.core.$ZodType;

/** Every key that the configuration's schema has, a map's entries as `NAME` and a list's as `[]`. */
export function keysOfSchema(): readonly string[] {
  return Object.entries(sections).flatMap(([name, schema]) => [name, ...below(schema, name)]);
}

function below(schema: Schema, path: string): readonly string[] {
  const inner = unwrap(schema);
  const parts: [string, Schema][] =
    inner instanceof z.ZodObject
      ? Object.entries(inner.shape).map(([key, part]) => [`${path}.${key}`, part as Schema])
      : inner instanceof z.ZodRecord
        ? [[`${path}.NAME`, inner.def.valueType]]
        : inner instanceof z.ZodArray
          ? [[`${path}[]`, inner.def.element]]
          : [];
  return parts.flatMap(([key, part]) => [key, ...below(part, key)]);
}

/** What a sample of configurations has under each key of the schema: every different value once. */
export function valuesByKey(
  sample: readonly Readonly<Record<string, unknown>>[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const note = (path: string, value: unknown): void => {
    found.set(path, (found.get(path) ?? new Set()).add(JSON.stringify(value) ?? "left out"));
  };
  const walk = (schema: Schema, path: string, value: unknown): void => {
    note(path, value);
    const inner = unwrap(schema);
    if (inner instanceof z.ZodObject) {
      for (const [key, part] of Object.entries(inner.shape)) {
        walk(part as Schema, `${path}.${key}`, Reflect.get(Object(value), key));
      }
    } else if (inner instanceof z.ZodRecord) {
      for (const entry of Object.values(Object(value))) walk(inner.def.valueType, `${path}.NAME`, entry);
    } else if (inner instanceof z.ZodArray) {
      for (const item of Array.isArray(value) ? value : []) walk(inner.def.element, `${path}[]`, item);
    }
  };
  for (const values of sample) {
    for (const [name, schema] of Object.entries(sections)) walk(schema, name, values[`bastide:${name}`]);
  }
  return found;
}
