import type { Kind, Kinds } from "../../../local-cloud/core/kinds";
import type { Store } from "../../../local-cloud/core/store";
import type { Sample } from "./sample";

/** A way to break a rule by writing into the state, past all checks. */
export interface Break {
  rule: string;
  broken(store: Store, sample: Sample): void;
}

type Change<K extends Kind> = (record: Kinds[K], sample: Sample, store: Store) => Partial<Kinds[K]>;

/** Changes the first record of a kind, or the one that is picked. */
export function change<K extends Kind>(
  rule: string,
  kind: K,
  changes: Change<K>,
  pick: (record: Kinds[K], sample: Sample) => boolean = () => true,
): Break {
  return {
    rule,
    broken(store, sample) {
      const record = [...store.all(kind)].find((one) => pick(one, sample));
      if (record === undefined) throw new Error(`The sample has no ${kind} for: ${rule}`);
      store.patch(kind, record.id, changes(record, sample, store));
    },
  };
}

/** Adds a copy of the first record of a kind with other fields. */
export function copy<K extends Kind>(
  rule: string,
  kind: K,
  changes: Change<K> = () => ({}),
  times = 1,
): Break {
  return {
    rule,
    broken(store, sample) {
      for (let time = 0; time < times; time++) {
        const [record] = [...store.all(kind)];
        if (record === undefined) throw new Error(`The sample has no ${kind} for: ${rule}`);
        const id = typeof record.id === "number" ? store.nextId() : `${record.id}-${time}`;
        store.insert(kind, { ...record, id, ...changes(record, sample, store) } as Kinds[K]);
      }
    },
  };
}
