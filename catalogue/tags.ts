import type { DataClassId } from "./dataClasses";
import type { Role } from "./roles";

/** The prefixes of the tags that every resource carries where its type has tags. */
export const tagPrefixes = { dataClass: "data-class:", role: "role:", managedBy: "managed-by:" } as const;

/** The value of the `managed-by:` tag. */
export const manager = "bastide";

/** The tags of one resource, for example `data-class:account`, `role:data`, `managed-by:bastide`. */
export type ResourceTags = readonly [`data-class:${DataClassId}`, `role:${Role}`, "managed-by:bastide"];
