import { dataClasses } from "../../catalogue/dataClasses";
import type { EvaluatedResource } from "../../engine/offline/resource";
import type { Wire } from "../../engine/offline/wire";

/** The enclave that a resource is part of, as far as it can be told. */
export interface Belonging {
  readonly dataClass: string | null;
  readonly region: string | null;
}

/**
 * A resource's class is its tag's, its region its own; where it has none, that of the nearest component around it whose parts all
 * have the same one. This is for reading only: whether the class is right is for the policy pack.
 */
export function belongings(resources: readonly EvaluatedResource[]): ReadonlyMap<string, Belonging> {
  const parents = new Map(resources.map(({ urn, parent }) => [urn, parent]));
  const find = (own: (resource: EvaluatedResource) => string | null) => {
    const within = new Map<string, Set<string>>();
    for (const resource of resources) {
      const value = own(resource);
      for (let urn = resource.urn; value !== null && urn !== ""; urn = parents.get(urn) ?? "") {
        within.set(urn, (within.get(urn) ?? new Set()).add(value));
      }
    }
    return (resource: EvaluatedResource): string | null => {
      for (let urn = resource.urn; urn !== ""; urn = parents.get(urn) ?? "") {
        const [first, ...others] = within.get(urn) ?? [];
        if (first !== undefined) {
          return others.length === 0 ? first : null;
        }
      }
      return null;
    };
  };
  const classOf = find(taggedClass);
  const regionOf = find((resource) => textOf(resource.inputs.region));
  return new Map(
    resources.map((resource) => [resource.urn, { dataClass: classOf(resource), region: regionOf(resource) }]),
  );
}

function taggedClass({ inputs }: EvaluatedResource): string | null {
  const tags = Array.isArray(inputs.tags) ? inputs.tags : [];
  const found = tags.find((tag) => typeof tag === "string" && tag.startsWith("data-class:"));
  return typeof found === "string" ? found.slice("data-class:".length) : null;
}

function textOf(value: Wire | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

const order: readonly string[] = dataClasses.map(({ id }) => id);

/** Sorts classes as the catalogue does; others by name, and no class last. */
export function byClass(a: string | null, b: string | null): number {
  const rank = (id: string | null): number => {
    const index = id === null ? -1 : order.indexOf(id);
    return id === null ? order.length + 1 : index < 0 ? order.length : index;
  };
  return rank(a) - rank(b) || (a ?? "").localeCompare(b ?? "");
}
