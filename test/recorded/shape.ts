import type { Difference } from "./compare";
import { isObject, typeOf } from "./json";

/** Which keys there are on the way to what, and of which types. */
interface Shape {
  types: Set<string>;
  /** How often it was there, and how often as an object. */
  count: number;
  objects: number;
  keys: Map<string, Shape>;
  elements: Shape | undefined;
}

function emptyShape(): Shape {
  return { types: new Set(), count: 0, objects: 0, keys: new Map(), elements: undefined };
}

function add(shape: Shape, value: unknown): void {
  shape.types.add(typeOf(value));
  shape.count += 1;
  if (Array.isArray(value)) {
    shape.elements ??= emptyShape();
    for (const one of value) add(shape.elements, one);
  } else if (isObject(value)) {
    shape.objects += 1;
    for (const [key, one] of Object.entries(value)) {
      const known = shape.keys.get(key) ?? emptyShape();
      shape.keys.set(key, known);
      add(known, one);
    }
  }
}

/**
 * Compares what the elements of two lists have in common: keys at every depth, and types. A key that only some elements
 * of a list have may be missing in the other.
 */
export function shapeDifferences(
  recorded: readonly unknown[],
  here: readonly unknown[],
  at: string,
): Difference[] {
  const shapes = [emptyShape(), emptyShape()] as const;
  for (const one of recorded) add(shapes[0], one);
  for (const one of here) add(shapes[1], one);
  const differences: Difference[] = [];
  if (recorded.length > 0 && here.length > 0) compareShapes(shapes[0], shapes[1], at, differences);
  return differences;
}

function compareShapes(recorded: Shape, here: Shape, at: string, differences: Difference[]): void {
  const shared = [...recorded.types].some((type) => here.types.has(type));
  if (!shared && recorded.types.size > 0 && here.types.size > 0) {
    differences.push({
      kind: "type",
      at,
      recorded: [...recorded.types].join(" or "),
      here: [...here.types].join(" or "),
    });
    return;
  }
  if (recorded.elements !== undefined && here.elements !== undefined) {
    compareShapes(recorded.elements, here.elements, `${at}[]`, differences);
  }
  // Only where both have objects: a null here and there says nothing about an object's keys.
  if (!recorded.types.has("object") || !here.types.has("object")) return;
  for (const [key, one] of recorded.keys) {
    const other = here.keys.get(key);
    if (other !== undefined) compareShapes(one, other, `${at}.${key}`, differences);
    else if (one.count === recorded.objects)
      differences.push({
        kind: "field",
        at: `${at}.${key}`,
        recorded: [...one.types].join(" or "),
        here: "absent",
      });
  }
  for (const [key, one] of here.keys) {
    if (!recorded.keys.has(key) && one.count === here.objects) {
      differences.push({
        kind: "field",
        at: `${at}.${key}`,
        recorded: "absent",
        here: [...one.types].join(" or "),
      });
    }
  }
}
