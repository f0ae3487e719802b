import type { EvaluatedResource } from "../../engine/offline/resource";
import { isMap, isSecret, type Wire } from "../../engine/offline/wire";
import { judgedType } from "../../policy-pack/types";
import { type Mutant, pathOf, type Step, subjectOf, withInput } from "./mutant";
import { alternatives, shown } from "./values";

/** Every property of every resource that the pack judges: taken away, and with each other value that it could hold. */
export function* propertyMutants(
  resources: readonly EvaluatedResource[],
  targets: readonly EvaluatedResource[],
): Generator<Mutant> {
  for (const resource of targets) {
    if (judgedType(resource.type) === undefined || !resource.custom) {
      continue;
    }
    for (const [steps, value] of leaves(resource.inputs)) {
      for (const other of [undefined, ...alternatives(steps, value, resource.type)]) {
        yield {
          subject: subjectOf(resource),
          resource,
          path: `${resource.type.split(":").at(-1)}.${pathOf(steps)}`,
          change: shown(other),
          resources: withInput(resources, resource.urn, steps, other),
          changed: new Set([resource.urn]),
        };
      }
    }
  }
}

/** Every property at every depth with its place; lists and maps themselves too, but not what is inside a secret. */
function* leaves(value: Wire, above: readonly Step[] = []): Generator<readonly [readonly Step[], Wire]> {
  const parts: (readonly [Step, Wire])[] = [];
  if (isMap(value) && !isSecret(value)) {
    parts.push(...(Object.entries(value) as [string, Wire][]).filter(([key]) => !key.startsWith("__")));
  } else if (Array.isArray(value)) {
    value.forEach((item: Wire, index) => {
      parts.push([index, item]);
    });
  }
  for (const [step, part] of parts) {
    const steps = [...above, step];
    yield [steps, part];
    yield* leaves(part, steps);
  }
}
