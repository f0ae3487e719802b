import type { Provider } from "@pulumi/pulumi/provider";

import { type Properties, type ResourceType, resourceTypes } from "./resources";

/** The type's token at the end of a URN's chain of types: `urn:pulumi:STACK::PROJECT::parent$TYPE::NAME`. */
const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** How the engine marks a secret on the wire (`sdk/go/common/resource/sig` of Pulumi). */
const signature = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";

/** A value with all secrets in it laid open. */
function reveal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== "object" || value === null) return value;
  const fields: Properties = { ...value };
  if (fields[signature] === secretMark) return reveal(fields.value);
  return Object.fromEntries(Object.entries(fields).map(([key, part]) => [key, reveal(part)]));
}

const open = (properties: Properties): Properties => reveal(properties) as Properties;

/** The properties with those marked that are secret, so that the engine encrypts them in its state. */
const close = ({ secrets = [] }: ResourceType, properties: Properties): Properties =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      secrets.includes(name) && value !== undefined ? { [signature]: secretMark, value } : value,
    ]),
  );

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
      failures: [...(await at(urn).check(open(news)))],
    }),
    diff: async (_id, urn, olds: Properties, news: Properties) => {
      const { changed, replaces, deleteFirst = false } = await at(urn).diff(open(olds), open(news));
      return { changes: changed.length > 0, replaces: [...replaces], deleteBeforeReplace: deleteFirst };
    },
    create: async (urn, inputs: Properties) => {
      const type = at(urn);
      const { id, outputs } = await type.create(open(inputs));
      return { id, outs: close(type, outputs) };
    },
    read: async (id, urn, properties: Properties) => {
      const type = at(urn);
      const found = await type.read(id, open(properties));
      if (found === undefined) return { id: "", props: {} };
      const props = close(type, found);
      if (type.computed === undefined) return { id, props };
      const inputs = Object.entries(props).filter(([name]) => !type.computed?.includes(name));
      return { id, props, inputs: Object.fromEntries(inputs) };
    },
    update: async (id, urn, olds: Properties, news: Properties) => {
      const type = at(urn);
      return { outs: close(type, await type.update(id, open(olds), open(news))) };
    },
    delete: async (id, urn, properties: Properties) => at(urn).delete(id, open(properties)),
  };
}
