import type { Provider } from "@pulumi/pulumi/provider";

import { type Properties, type ResourceType, resourceTypes } from "./resources";

/** The type's token at the end of a URN's chain of types: `urn:pulumi:STACK::PROJECT::parent$TYPE::NAME`. */
const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** Spells the resource types as the provider interface that the engine asks. */
export function createProvider(environment: NodeJS.ProcessEnv): Provider {
  const types = resourceTypes(environment);
  const at = (urn: string): ResourceType => {
    const type = types[typeOf(urn)];
    if (type === undefined)
      throw new Error(
        `There is no resource type ${typeOf(urn)}; there are ${Object.keys(types).join(", ")}.`,
      );
    return type;
  };
  return {
    version: "0.1.0",
    check: async (urn, _olds, news: Properties) => ({
      inputs: news,
      failures: [...(await at(urn).check(news))],
    }),
    diff: async (_id, urn, olds: Properties, news: Properties) => {
      const { changed, replaces, deleteFirst = false } = at(urn).diff(olds, news);
      return { changes: changed.length > 0, replaces: [...replaces], deleteBeforeReplace: deleteFirst };
    },
    create: async (urn, inputs: Properties) => {
      const { id, outputs } = await at(urn).create(inputs);
      return { id, outs: outputs };
    },
    read: async (id, urn, properties: Properties) => {
      const found = await at(urn).read(id, properties);
      if (found === undefined) return { id: "", props: {} };
      const { s3Endpoint: _, versioned: __, ...inputs } = found;
      return { id, props: found, inputs };
    },
    update: async (id, urn, olds: Properties, news: Properties) => ({
      outs: await at(urn).update(id, olds, news),
    }),
    delete: async (id, urn, properties: Properties) => at(urn).delete(id, properties),
  };
}
