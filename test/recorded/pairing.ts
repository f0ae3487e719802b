import { isObject, leaves } from "./json";
import { formOf } from "./kinds";
import { isIdKey, type Names } from "./names";

/** A recorded element and the one here that is taken for it. */
export interface Pair {
  recorded: number;
  here: number;
}

/**
 * Finds each recorded element's counterpart: the same by what is known of their names, else the most alike that is left.
 * Elements whose names say that they are different things are never paired.
 */
export function pairUp(recorded: readonly unknown[], here: readonly unknown[], names: Names): Pair[] {
  const pairs: (Pair & { score: number })[] = [];
  for (const [index, one] of recorded.entries()) {
    for (const [other, two] of here.entries()) {
      const score = likeness(one, two, names);
      if (score !== undefined) pairs.push({ recorded: index, here: other, score });
    }
  }
  // Of equally alike ones, those that stand at the same place.
  pairs.sort((a, b) => b.score - a.score || distance(a) - distance(b) || a.recorded - b.recorded);
  const chosen: Pair[] = [];
  const used = { recorded: new Set<number>(), here: new Set<number>() };
  for (const pair of pairs) {
    if (used.recorded.has(pair.recorded) || used.here.has(pair.here)) continue;
    used.recorded.add(pair.recorded);
    used.here.add(pair.here);
    chosen.push({ recorded: pair.recorded, here: pair.here });
  }
  return chosen.sort((a, b) => a.recorded - b.recorded);
}

function distance(pair: Pair): number {
  return Math.abs(pair.recorded - pair.here);
}

const certain = 1000;

/** How alike two elements are; undefined if they can't be the same. */
function likeness(recorded: unknown, here: unknown, names: Names): number | undefined {
  if (!isObject(recorded) || !isObject(here)) return recorded === here ? certain : 0;
  let score = 0;
  for (const [key, value] of Object.entries(recorded)) {
    const other = here[key];
    if (isIdKey(key) && (typeof value === "number" || typeof value === "string")) {
      if (typeof other !== "number" && typeof other !== "string") {
        if (key === "id") return undefined;
        score -= 1;
        continue;
      }
      const same = typeof value === "string" && value === other ? true : names.same(value, other);
      if (same === false) return undefined;
      if (same) score += key === "id" ? certain : 20;
    } else if (typeof value === "string" && typeof other === "string") {
      if (value === other) score += 3;
      else if (formOf(value) === "text" && names.same(value, other)) score += 3;
    } else if (typeof value === "object" && value !== null) score += nested(value, other, names);
    else if (value === other) score += 1;
  }
  return score;
}

/** What the parts of an element add: equal leaves, and known names. */
function nested(recorded: unknown, here: unknown, names: Names): number {
  const others = new Map([...leaves(here)].map((leaf) => [leaf.path.join("."), leaf.value]));
  let score = 0;
  for (const { path, value } of leaves(recorded)) {
    const other = others.get(path.join("."));
    if (value === other) score += 1;
    else if (typeof value === "number" && typeof other === "number" && names.same(value, other)) score += 5;
  }
  return score;
}

/** The list here in the recorded order, with gaps where nothing was paired; for learning names. */
export function aligned(recorded: unknown, here: unknown, names: Names): unknown {
  if (Array.isArray(recorded) && Array.isArray(here)) {
    if (!recorded.some(isObject)) return here;
    const result: unknown[] = recorded.map(() => undefined);
    for (const pair of pairUp(recorded, here, names)) {
      result[pair.recorded] = aligned(recorded[pair.recorded], here[pair.here], names);
    }
    return result;
  }
  if (isObject(recorded) && isObject(here)) {
    return Object.fromEntries(
      Object.entries(here).map(([key, value]) => [key, aligned(recorded[key], value, names)]),
    );
  }
  return here;
}
