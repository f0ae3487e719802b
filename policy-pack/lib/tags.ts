import { type DataClassId, dataClasses } from "../../catalogue/dataClasses";
import type { roles } from "../../catalogue/roles";
import { tagPrefixes } from "../../catalogue/tags";
import type { Node } from "./graph";
import { type Plain, strings } from "./plain";

const classNames: ReadonlySet<string> = new Set(dataClasses.map(({ id }) => id));

/** Whether this names a data class of the catalogue. */
export function isDataClass(name: string | undefined): name is DataClassId {
  return name !== undefined && classNames.has(name);
}

/** Every data class of the catalogue, for a message: "`account`, `contact` or `events`". */
export const everyClass = choice([...classNames]);

/** Names to choose from, for a message: "`edge` or `service`". */
export function choice(names: readonly string[]): string {
  return names
    .map((name) => `\`${name}\``)
    .join(", ")
    .replace(/, ([^,]+)$/, " or $1");
}

/** A class or role that was found, for a message; what looks like no name is not shown, since it might be a secret. */
export function shown(prefix: keyof typeof tagPrefixes, name: string): string {
  return `\`${tagPrefixes[prefix]}${/^[a-z][a-z0-9-]{0,23}$/i.test(name) ? name : "…"}\``;
}

/** The values of all tags with one prefix: `["account"]` for `data-class:account`. */
export function tagged(tags: Plain | undefined, prefix: keyof typeof tagPrefixes): readonly string[] {
  const start = tagPrefixes[prefix];
  return strings(tags).flatMap((tag) => (tag.startsWith(start) ? [tag.slice(start.length)] : []));
}

/** Whether the tags say that a resource has a role. */
export function hasRole(tags: Plain | undefined, role: keyof typeof roles): boolean {
  return tagged(tags, "role").includes(role);
}

/** The class that a description ends with: `account` for `Network of … data-class:account`. */
export function classInDescription(description: Plain | undefined): string | undefined {
  return typeof description === "string" ? /(?:^|\s)data-class:(\S+)\s*$/.exec(description)?.[1] : undefined;
}

/** Whether the tags of two resources name the same roles. */
export function isOfOneRole(one: Node, other: Node): boolean {
  return String(tagged(one.value("tags"), "role")) === String(tagged(other.value("tags"), "role"));
}
