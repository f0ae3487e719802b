/** Plain property values, as the engine sends them. */
export type Properties = Readonly<Record<string, unknown>>;

/** One input that is wrong, found before anything is created. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** How the properties differ, and which of the differences need a new resource. */
export interface Difference {
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
  /** Whether the old one has to go first. */
  readonly deleteFirst?: boolean;
}

/** What a resource type of this provider can do. Every operation may be repeated after a failure. */
export interface ResourceType {
  /** The properties that are secret, among inputs and outputs. */
  readonly secrets?: readonly string[];
  /** The properties that are outputs only, or undefined where a read can't tell the inputs. */
  readonly computed?: readonly string[];
  /** Judges the inputs; may ask the API, and leaves inputs alone that are not known yet. */
  check(inputs: Properties): Promise<readonly Failure[]>;
  /** May ask the API; is given values that are not known yet. */
  diff(before: Properties, after: Properties): Difference | Promise<Difference>;
  /** Makes the resource, or adopts what an interrupted run has left. */
  create(inputs: Properties): Promise<{ id: string; outputs: Properties }>;
  /** Reads the resource as it is; undefined where it is gone. */
  read(id: string, properties: Properties): Promise<Properties | undefined>;
  update(id: string, before: Properties, after: Properties): Promise<Properties>;
  delete(id: string, properties: Properties): Promise<void>;
}

/** What stands for a value that is not known at preview (`sdk/go/common/resource/plugin/rpc.go` of Pulumi). */
const unknowns = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Whether a value is not known at preview. */
export const isUnknown = (value: unknown): boolean => typeof value === "string" && unknowns.has(value);

/** A property as text. @throws TypeError where it is something else */
export function text(properties: Properties, name: string): string {
  const value = properties[name];
  if (typeof value !== "string") throw new TypeError(`${name} is not text.`);
  return value;
}

/** A property as a number. @throws TypeError where it is something else */
export function number(properties: Properties, name: string): number {
  const value = properties[name];
  if (typeof value !== "number") throw new TypeError(`${name} is not a number.`);
  return value;
}

/** A value as text that is the same whatever order the engine gives keys in. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  ) ?? "";

/** The names of the properties, of those given, whose values differ. */
export const changedOf = (names: readonly string[], before: Properties, after: Properties): string[] =>
  names.filter((name) => canonical(before[name]) !== canonical(after[name]));
