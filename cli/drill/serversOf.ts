import { tagPrefixes } from "../../catalogue/tags";
import type { Server } from "../../drill/doors";

/** A server as the API has it. */
export interface TaggedInstance {
  readonly label: string;
  readonly region: string;
  readonly tags: readonly string[];
}

const tagged = (tags: readonly string[], prefix: string): string | undefined =>
  tags.find((tag) => tag.startsWith(prefix))?.slice(prefix.length);

/** Those of a class, by their tags. */
export const serversOf = (instances: readonly TaggedInstance[], dataClass: string): readonly Server[] =>
  instances
    .filter(({ tags }) => tagged(tags, tagPrefixes.dataClass) === dataClass)
    .map(({ label, region, tags }) => ({ name: label, region, role: tagged(tags, tagPrefixes.role) ?? "" }));
