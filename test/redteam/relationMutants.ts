import type { EvaluatedResource } from "../../engine/offline/resource";
import { unknownValue } from "../../engine/offline/wire";
import { judgedType } from "../../policy-pack/types";
import { classes, classOf, type Mutant, subjectOf, withInput, withResource } from "./mutant";

/** Relations crossed, cut or faked; tags exchanged; protection off; things taken away. */
export function* relationMutants(
  resources: readonly EvaluatedResource[],
  targets: readonly EvaluatedResource[],
): Generator<Mutant> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  for (const resource of targets) {
    if (judgedType(resource.type) === undefined || !resource.custom) {
      continue;
    }
    const mutant = (path: string, change: string, changed: readonly EvaluatedResource[]): Mutant => ({
      subject: subjectOf(resource),
      resource,
      path: `${resource.type.split(":").at(-1)}.${path}`,
      change,
      resources: changed,
      changed: new Set([resource.urn]),
    });
    for (const [property, targets] of Object.entries(resource.propertyDependencies)) {
      for (const target of targets.flatMap((urn) => byUrn.get(urn) ?? [])) {
        for (const other of strangers(target, resources)) {
          const pointed = withResource(resources, resource.urn, (one) =>
            pointedAt(one, property, target.urn, other.urn),
          );
          yield { ...mutant(`${property}→`, `is ${subjectOf(other)}`, pointed), target: other };
        }
      }
      if (targets.length > 0 && resource.inputs[property] === unknownValue) {
        yield mutant(
          `${property}→`,
          "is a number that the program found elsewhere",
          withInput(resources, resource.urn, [property], 424242),
        );
        yield mutant(
          `${property}→`,
          "is a number laundered through a dependency",
          withResource(withInput(resources, resource.urn, [property], 424242), resource.urn, (one) => ({
            ...one,
            propertyDependencies: resource.propertyDependencies,
          })),
        );
      }
    }
    yield* tagMutants(resource, resources, mutant);
    if (resource.options.protect) {
      yield mutant(
        "protect",
        "is off",
        withResource(resources, resource.urn, (one) => ({
          ...one,
          options: { ...one.options, protect: false },
        })),
      );
    }
    yield mutant("", "is gone", goneWithout(resource.urn, resources));
  }
}

/** One of the same type from each of two other classes, and one of the same class from elsewhere. */
function strangers(
  target: EvaluatedResource,
  resources: readonly EvaluatedResource[],
): readonly EvaluatedResource[] {
  const peers = resources.filter(
    ({ type, urn, custom }) => custom && type === target.type && urn !== target.urn,
  );
  const foreign = peers.filter((peer) => classOf(peer) !== classOf(target) && classOf(peer) !== "");
  const own = peers.filter((peer) => classOf(peer) === classOf(target));
  return [...foreign.slice(0, 1), ...foreign.slice(-1), ...own.slice(0, 1)];
}

function pointedAt(one: EvaluatedResource, property: string, from: string, to: string): EvaluatedResource {
  const swapped = (urns: readonly string[]): string[] => urns.map((urn) => (urn === from ? to : urn));
  return {
    ...one,
    dependencies: swapped(one.dependencies),
    propertyDependencies: {
      ...one.propertyDependencies,
      [property]: swapped(one.propertyDependencies[property] ?? []),
    },
  };
}

function* tagMutants(
  resource: EvaluatedResource,
  resources: readonly EvaluatedResource[],
  mutant: (path: string, change: string, changed: readonly EvaluatedResource[]) => Mutant,
): Generator<Mutant> {
  const tags = resource.inputs.tags;
  if (!Array.isArray(tags)) {
    return;
  }
  for (const [index, tag] of tags.entries()) {
    const [key, value] = String(tag).split(":");
    const others =
      key === "data-class"
        ? classes.filter((one) => one !== value)
        : key === "role"
          ? ["gateway", "data", "edge", "service", "jumphost"].filter((one) => one !== value)
          : ["someone"];
    for (const other of others) {
      yield mutant(
        "tags[]",
        `is ${key}:${other}`,
        withInput(resources, resource.urn, ["tags", index], `${key}:${other}`),
      );
    }
  }
  yield mutant(
    "tags[]",
    "has a second class",
    withInput(
      resources,
      resource.urn,
      ["tags"],
      [...tags, `data-class:${classes.find((one) => one !== classOf(resource))}`],
    ),
  );
}

/** The stack without a resource, and without what can't be without it. */
function goneWithout(urn: string, resources: readonly EvaluatedResource[]): readonly EvaluatedResource[] {
  const gone = new Set([urn]);
  for (let size = 0; size !== gone.size; ) {
    size = gone.size;
    for (const one of resources) {
      if (one.dependencies.some((other) => gone.has(other))) {
        gone.add(one.urn);
      }
    }
  }
  return resources.filter((one) => !gone.has(one.urn));
}
