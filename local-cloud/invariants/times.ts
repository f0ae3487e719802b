import type { Entity } from "../core/kinds";
import { nameOf, type Rule } from "./rule";

const pattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;

/** When things were made and changed. */
export const times: readonly Rule[] = [
  {
    rule: "a date is UTC to the second, without a zone",
    check({ store }, tell) {
      for (const kind of store.kinds()) {
        for (const record of store.all(kind) as Iterable<Entity & { created?: unknown; updated?: unknown }>) {
          for (const date of [record.created, record.updated]) {
            if (date != null && !(typeof date === "string" && pattern.test(date))) {
              tell(nameOf(kind, record), `has ${String(date)}`);
            }
          }
        }
      }
    },
  },
  {
    rule: "nothing was changed before it was made",
    check({ store }, tell) {
      for (const kind of store.kinds()) {
        for (const record of store.all(kind) as Iterable<
          Entity & { created?: string; updated?: string | null }
        >) {
          if (record.created != null && record.updated != null && record.updated < record.created) {
            tell(nameOf(kind, record), `was made ${record.created} and changed ${record.updated}`);
          }
        }
      }
    },
  },
];
