import type { EvaluatedResource } from "../../engine/offline/resource";
import { additionMutants } from "./additionMutants";
import { type Mutant, oneOfEachKind } from "./mutant";
import { propertyMutants } from "./propertyMutants";
import { relationMutants } from "./relationMutants";

/** Everything that is changed in a compliant stack, one thing at a time. @param all also what differs in its class alone */
export function* mutantsOf(resources: readonly EvaluatedResource[], all = false): Generator<Mutant> {
  const targets = all
    ? resources.filter(({ type }) => !type.startsWith("pulumi:"))
    : oneOfEachKind(resources);
  yield* propertyMutants(resources, targets);
  yield* relationMutants(resources, targets);
  yield* additionMutants(resources, targets);
}
