import type { DataClass } from "../../catalogue/dataClasses";
import type { Role } from "../../catalogue/roles";
import { manager, tagPrefixes } from "../../catalogue/tags";

/** The tags of a resource, in the order in which Linode gives them back. */
export const tagsFor = (dataClass: DataClass, role: Role): string[] =>
  [
    `${tagPrefixes.dataClass}${dataClass.id}`,
    `${tagPrefixes.managedBy}${manager}`,
    `${tagPrefixes.role}${role}`,
  ].sort();

/** The end of a description, for types that Linode gives no tags. */
export const classMark = (dataClass: DataClass): string => `${tagPrefixes.dataClass}${dataClass.id}`;
