import { z } from "zod";

type Schema = z.core.$ZodType;

/** The schema behind defaults and options. */
export function unwrap(schema: Schema): Schema {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
    ? unwrap(schema.def.innerType)
    : schema;
}

/** One step down: the schema of a key, an entry or an element. */
function child(schema: Schema, step: PropertyKey): Schema | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return inner.shape[String(step)];
  if (inner instanceof z.ZodRecord) return inner.def.valueType;
  if (inner instanceof z.ZodArray) return inner.def.element;
  return undefined;
}

/** The fix written for the nearest field on a path; the deepest one wins. */
export function fixAt(schema: Schema, path: readonly PropertyKey[]): string {
  let at: Schema | undefined = schema;
  let fix = "Compare with `docs/configuration.md`.";
  for (const step of [undefined, ...path]) {
    at = step === undefined || at === undefined ? at : child(at, step);
    const written = at && z.globalRegistry.get(at)?.fix;
    fix = written ?? fix;
  }
  return fix;
}

/** The keys that an object takes at a path; empty where it is no object. */
export function keysAt(schema: Schema, path: readonly PropertyKey[]): string[] {
  const at = path.reduce<Schema | undefined>((s, step) => s && child(s, step), schema);
  const inner = at && unwrap(at);
  if (inner instanceof z.ZodRecord && inner.def.keyType instanceof z.ZodEnum)
    return inner.def.keyType.options.map(String);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}
