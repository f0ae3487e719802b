import { dataClasses } from "../../catalogue/dataClasses";
import type { EvaluatedResource } from "../../engine/offline/resource";
import { hasUnknown, type Wire, type WireMap } from "../../engine/offline/wire";

/** What was changed, and how: all that an argument about a mutant may look at. */
export interface Change {
  /** The resource, by type and name, or the configuration's key. */
  readonly subject: string;
  /** The property path without positions, such as `inbounds[].ports`; `+` before what the program doesn't give. */
  readonly path: string;
  /** What was done: `is "ACCEPT"`, `is missing`, `is of contact`. */
  readonly change: string;
  /** The resource as it was; nothing for what is new and for the configuration. */
  readonly resource?: EvaluatedResource;
  /** What a relation leads to now. */
  readonly target?: EvaluatedResource;
}

/** One thing changed in a compliant stack that may break the policy. */
export interface Mutant extends Change {
  readonly resources: readonly EvaluatedResource[];
  /** URNs of what differs. */
  readonly changed: ReadonlySet<string>;
}

/** A step into a value: a key, or a position in a list. */
export type Step = string | number;

/** `inbounds[].ports` for the steps `inbounds`, 3, `ports`. */
export function pathOf(steps: readonly Step[]): string {
  return steps.reduce<string>(
    (path, step) => (typeof step === "number" ? `${path}[]` : path === "" ? step : `${path}.${step}`),
    "",
  );
}

/** A value with another one at a place; `undefined` takes it away. */
export function replaced(
  value: Wire | undefined,
  steps: readonly Step[],
  by: Wire | undefined,
): Wire | undefined {
  const [step, ...below] = steps;
  if (step === undefined) {
    return by;
  }
  if (typeof step === "number") {
    const items: readonly Wire[] = Array.isArray(value) ? value : [];
    return items.flatMap((item, index) => {
      const inner = index === step ? replaced(item, below, by) : item;
      return inner === undefined ? [] : [inner];
    });
  }
  const map: WireMap =
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as WireMap) : {};
  const inner = replaced(map[step], below, by);
  const others = Object.entries(map).filter(([key]) => key !== step);
  return Object.fromEntries(inner === undefined ? others : [...others, [step, inner]]);
}

/**
 * The stack with one resource changed in its inputs, and in its planned outputs where they repeat them. What no longer has an
 * unknown part no longer comes from where that came from.
 */
export function withInput(
  resources: readonly EvaluatedResource[],
  urn: string,
  steps: readonly Step[],
  by: Wire | undefined,
): readonly EvaluatedResource[] {
  const top = String(steps[0]);
  return withResource(resources, urn, (resource) => {
    const inputs = replaced(resource.inputs, steps, by) as WireMap;
    const isCut = inputs[top] === undefined || (hasUnknown(resource.inputs[top]) && !hasUnknown(inputs[top]));
    return {
      ...resource,
      inputs,
      outputs: replaced(resource.outputs, steps, by) as WireMap,
      propertyDependencies: isCut
        ? { ...resource.propertyDependencies, [top]: [] }
        : resource.propertyDependencies,
    };
  });
}

/** The stack with one resource exchanged. */
export function withResource(
  resources: readonly EvaluatedResource[],
  urn: string,
  change: (resource: EvaluatedResource) => EvaluatedResource,
): readonly EvaluatedResource[] {
  return resources.map((resource) => (resource.urn === urn ? change(resource) : resource));
}

/** How a report names a resource: `Volume account-fr-par-data-1`. */
export const subjectOf = ({ type, name }: EvaluatedResource): string => `${type.split(":").at(-1)} ${name}`;

/** The data classes, as names begin with them. */
export const classes = dataClasses.map(({ id }) => id);

/** The data class in a resource's name; empty for what belongs to none. */
export const classOf = ({ name }: EvaluatedResource): string =>
  classes.find((one) => name.startsWith(`${one}-`)) ?? "";

/**
 * One resource of each kind: what differs only in the class that it belongs to is made by the same lines of the program, and
 * the pack knows no class by name. Provider settings are the engine's copy of the configuration.
 */
export function oneOfEachKind(resources: readonly EvaluatedResource[]): readonly EvaluatedResource[] {
  const kinds = new Map<string, EvaluatedResource>();
  for (const resource of resources.filter(({ type }) => !type.startsWith("pulumi:"))) {
    const kind = `${resource.type} ${resource.name.slice(classOf(resource).length)}`;
    if (!kinds.has(kind)) {
      kinds.set(kind, resource);
    }
  }
  return [...kinds.values()];
}
