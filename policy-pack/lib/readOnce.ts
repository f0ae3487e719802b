/** The seam: the policy SDK's server calls it through the module's `exports`. */
interface Deserialize {
  deserializeProperties?: (properties: object, proxySecrets: boolean) => object;
}

/**
 * Makes the policy SDK read each resource of a request once. It reads all of them anew for every policy, which takes longer than
 * the policies themselves: with twenty over a whole stack, twenty times. Policies share what was read, and none changes it: they
 * see copies ({@link read} in `plain.ts`). An SDK that is built in another way reads as it always did.
 */
export function readOnce(): void {
  const deserialize = require("@pulumi/policy/deserialize") as Deserialize;
  const readAnew = deserialize.deserializeProperties;
  if (readAnew === undefined) {
    return;
  }
  const found = new WeakMap<object, object>();
  deserialize.deserializeProperties = (properties, proxySecrets) => {
    // A remediation may change what it is given.
    if (proxySecrets) {
      return readAnew(properties, proxySecrets);
    }
    const known = found.get(properties) ?? readAnew(properties, false);
    found.set(properties, known);
    return known;
  };
}
