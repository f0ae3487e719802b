/** Reads what a resource belongs to from its tags, its description or its name. */
import { dataClasses } from "../../catalogue/dataClasses";
import { tagPrefixes } from "../../catalogue/tags";
import type { BalancerView, ZoneView } from "./view";

/** The catalogue's classes, in its order. */
export const knownClasses: readonly string[] = dataClasses.map(({ id }) => id);

/** What the class holds, in one phrase. */
export const holds = (dataClass: string | null): string | null =>
  dataClasses.find(({ id }) => id === dataClass)?.holds ?? null;

const tagValues = (tags: readonly string[], prefix: string): string[] => [
  ...new Set(tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length))),
];

/** The data classes that the tags name. More than one is a fault (DC-6). */
export const classesOf = (tags: readonly string[]): string[] => tagValues(tags, tagPrefixes.dataClass);

/** The role that the tags name; `null` where they name none. */
export const roleOf = (tags: readonly string[]): string | null =>
  tagValues(tags, tagPrefixes.role)[0] ?? null;

/** The class at the end of a description: `… data-class:account`. */
export const classInDescription = (description: string | null | undefined): string | null =>
  /(?:^|\s)data-class:([a-z0-9-]+)\s*$/.exec(description ?? "")?.[1] ?? null;

/** The class in a name that contains `C-R-`, at its start or after a hyphen: `example-account-fr-par-backup`. */
export function classInName(
  name: string,
  region: string,
  classes: readonly string[] = knownClasses,
): string | null {
  return classes.find((dataClass) => `-${name}-`.includes(`-${dataClass}-${region}-`)) ?? null;
}

/** The name without everything up to its class and region: `data-1` of `account-fr-par-data-1`; else the name itself. */
export function shortName(name: string, dataClass: string | null, region: string | null): string {
  if (dataClass === null || region === null) return name;
  const prefix = `-${dataClass}-${region}-`;
  const at = `-${name}`.indexOf(prefix);
  return at < 0 ? name : name.slice(at + prefix.length - 1) || name;
}

/** A record's full name in DNS. */
export const hostOf = (domain: string, name: string): string => (name === "" ? domain : `${name}.${domain}`);

/** The names that a class is published under: those that follow the active region. */
export const publishedNames = (zones: readonly ZoneView[]): string[] => [
  ...new Set(
    zones.flatMap(({ domain, records }) =>
      records.filter(({ namedRegion }) => namedRegion === null).map(({ name }) => hostOf(domain, name)),
    ),
  ),
];

/** How a load balancer's backends are: `2/2 up`, `1/2 up`, or unknown until Linode has looked. */
export function backendState({ ports }: BalancerView): {
  readonly text: string;
  readonly good: boolean;
  readonly known: boolean;
} {
  const states = ports.flatMap(({ backends }) => backends.map(({ status }) => status.toUpperCase()));
  const up = states.filter((state) => state === "UP").length;
  if (states.length === 0) return { text: "no backend", good: false, known: true };
  if (up === 0 && !states.includes("DOWN")) return { text: "unknown", good: true, known: false };
  return { text: `${up}/${states.length} up`, good: !states.includes("DOWN"), known: true };
}
