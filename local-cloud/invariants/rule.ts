import type { Entity, Id, Kind, Kinds } from "../core/kinds";
import type { Store } from "../core/store";
import type { World } from "../core/world";

/** Something that no sequence of requests may bring about. */
export interface Contradiction {
  /** What must always hold, as a sentence. */
  rule: string;
  /** Which record: `volume 1004`. */
  where: string;
  /** What is the case instead. */
  what: string;
}

/** Tells of a record for which a rule doesn't hold. */
export type Tell = (where: string, what: string) => void;

/** One sentence and how it is checked: a pure function over the state. */
export interface Rule {
  rule: string;
  check(world: World, tell: Tell): void;
}

/** As contradictions name a record. */
export function nameOf(kind: string, record: Entity | Id): string {
  return `${kind} ${typeof record === "object" ? record.id : record}`;
}

/** Makes a rule that looks at each record of a kind by itself; the check gives what is wrong, or nothing. */
export function forEach<K extends Kind>(
  kind: K,
  rule: string,
  wrong: (record: Kinds[K], store: Store, world: World) => string | undefined,
): Rule {
  return {
    rule,
    check(world, tell) {
      for (const record of world.store.all(kind)) {
        const what = wrong(record, world.store, world);
        if (what !== undefined) tell(nameOf(kind, record), what);
      }
    },
  };
}

/** Makes a rule that no two records of a kind have the same key; records without a key don't count. */
export function unique<K extends Kind>(
  kind: K,
  rule: string,
  keyOf: (record: Kinds[K], store: Store) => string | number | null | undefined,
): Rule {
  return {
    rule,
    check(world, tell) {
      const seen = new Map<string | number, Id>();
      for (const record of world.store.all(kind)) {
        const key = keyOf(record, world.store);
        if (key == null) continue;
        const first = seen.get(key);
        if (first === undefined) seen.set(key, record.id);
        else tell(nameOf(kind, record), `has ${key}, and so has ${nameOf(kind, first)}`);
      }
    },
  };
}

/** Groups records by a key; those without one are left out. */
export function groupBy<T, K>(records: Iterable<T>, keyOf: (record: T) => K | null | undefined): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const record of records) {
    const key = keyOf(record);
    if (key == null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return groups;
}
