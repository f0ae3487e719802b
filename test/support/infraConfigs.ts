import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

import { loadConfig, type RawConfig, type StackConfig } from "../../infra/config";
import { projectRoot } from "./projectFiles";

/** The day on which tests read the configuration. */
export const today = new Date("2026-11-24T12:00:00Z");

/** What stands under `config:` in a stack's file: structured values by their full key. */
export type Values = Record<string, unknown>;

const prodText = readFileSync(join(projectRoot, "Pulumi.prod.yaml"), "utf8");

/** A copy of any JSON value, in which keys such as `__proto__` are plain keys. */
export const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** The configuration of production, a fresh copy. */
export const prodValues = (): Values => copy((parse(prodText) as { config: Values }).config);

/** The configuration as the engine hands it out: text as it is, everything else as JSON. */
export const rawOf = (values: Values): RawConfig =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );

/** The text of a stack's file with these values. */
export const stackFile = (values: Values): string =>
  stringify({ config: values }, { defaultKeyType: "PLAIN", defaultStringType: "QUOTE_DOUBLE" });

/** The configuration of production, read. */
export const prodConfig = (): StackConfig => loadConfig(rawOf(prodValues()), today);

/** A step into a value: a key or an index. */
export type Step = string | number;

const isContainer = (value: unknown): value is Record<Step, unknown> =>
  typeof value === "object" && value !== null;

/** The value at a path; undefined where there is none. */
export const at = (value: unknown, path: readonly Step[]): unknown =>
  path.reduce<unknown>(
    (inner, step) => (isContainer(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined),
    value,
  );

/** Puts a value at a path in place, as an own property whatever its name; undefined removes it. */
export function put(root: Values, path: readonly Step[], value: unknown): void {
  const parent = at(root, path.slice(0, -1));
  const last = path.at(-1);
  if (!isContainer(parent) || last === undefined)
    throw new Error(`Nothing at ${path.slice(0, -1).join(".")}`);
  if (value !== undefined) {
    Object.defineProperty(parent, last, { value, writable: true, enumerable: true, configurable: true });
  } else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
}

/** Production with some values changed; a path is written `classes.account.data.type` or `grants.0.who`. */
export function prodWith(changes: Readonly<Record<string, unknown>>): Values {
  const values = prodValues();
  for (const [path, value] of Object.entries(changes)) put(values, pathOf(path), value);
  return values;
}

/** The steps of a written path. */
export const pathOf = (written: string): Step[] =>
  `bastide:${written}`.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/** Every path in a value, the value's own left out. */
export function* paths(value: unknown, above: readonly Step[] = []): Generator<Step[]> {
  if (!isContainer(value)) return;
  for (const key of Object.keys(value)) {
    const path = [...above, Array.isArray(value) ? Number(key) : key];
    yield path;
    yield* paths(at(value, [path.at(-1) ?? ""]), path);
  }
}
