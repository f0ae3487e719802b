import type { Entity } from "../core/kinds";
import { nameOf, type Rule } from "./rule";

/** Labels of things, where they have them. */
export const tags: readonly Rule[] = [
  {
    rule: "tags have 3 to 50 characters (an address's 1 to 50), and none is there twice",
    check({ store }, tell) {
      for (const kind of store.kinds()) {
        const shortest = kind === "ip" ? 1 : 3;
        for (const record of store.all(kind) as Iterable<Entity & { tags?: readonly string[] }>) {
          if (record.tags === undefined) continue;
          const bad = record.tags.find((tag) => {
            // Characters, as the API's document and its validation count them: an emoji is one.
            const length = [...tag].length;
            return length < shortest || length > 50;
          });
          if (bad !== undefined) tell(nameOf(kind, record), `has the tag ${JSON.stringify(bad)}`);
          if (new Set(record.tags).size < record.tags.length) tell(nameOf(kind, record), "has one twice");
        }
      }
    },
  },
  {
    rule: "a tag is made once",
    check({ store }, tell) {
      const made = (store.getMeta("tags") ?? []) as string[];
      const seen = new Set<string>();
      for (const tag of made) {
        if (seen.has(tag)) tell("account", `has ${tag} twice`);
        seen.add(tag);
      }
    },
  },
];
