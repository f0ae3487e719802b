import type { Entity, Id } from "../core/kinds";
import { nameOf, type Rule } from "./rule";

/** Kinds whose ids aren't of the one sequence: the account is one, seeds and jobs go with a Linode and an event. */
const otherIds = new Set(["account", "seed", "job"]);

/** What the store promises. */
export const store: readonly Rule[] = [
  {
    rule: "the store's indexes are as its tables",
    check(world, tell) {
      for (const { kind, id, what } of world.store.disagreements()) tell(nameOf(kind, id), what);
    },
  },
  {
    rule: "no number is the id of two things",
    check({ store }, tell) {
      const seen = new Map<Id, string>();
      const last = store.lastId;
      for (const kind of store.kinds()) {
        if (otherIds.has(kind)) continue;
        for (const { id } of store.all(kind) as Iterable<Entity>) {
          if (typeof id !== "number") continue;
          const other = seen.get(id);
          if (other !== undefined) tell(nameOf(kind, id), `has the id of a ${other}`);
          if (id > last)
            tell(nameOf(kind, id), `has an id that is still to be given out (the last is ${last})`);
          seen.set(id, kind);
        }
      }
    },
  },
];
