import type { Node } from "./document";

/** What an answer is judged by: plain JSON Schema. */
export type Schema = { [key: string]: unknown };

/** Words of OpenAPI that JSON Schema has under the same name, and that describe a value. */
export const valueWords = [
  "type",
  "format",
  "enum",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
  "uniqueItems",
] as const;

/** Those that say something about an answer. */
const kept = [...valueWords, "required"];

/** Patterns that are prose, not regular expressions. */
const prose = new Set(["a-z, A-Z, 0-9, /, _, -"]);

/**
 * Turns a schema of the document into one that an answer can be judged by. `allOf` becomes one object, as its parts are
 * closed (`additionalProperties: false`) and no answer could satisfy two of them; of `oneOf` any may match, as hardly any
 * part requires a field and most answers fit several; `writeOnly` fields may not appear.
 */
export function answerSchema(node: Node): Schema {
  const merged = merge(node);
  const result: Schema = {};
  for (const word of kept) if (merged[word] !== undefined) result[word] = merged[word];
  if (typeof result.pattern === "string" && prose.has(result.pattern)) delete result.pattern;
  const properties = merged.properties as { [name: string]: Node } | undefined;
  if (properties !== undefined) {
    result.properties = Object.fromEntries(
      Object.entries(properties)
        .filter(([, one]) => one.writeOnly !== true)
        .map(([name, one]) => [name, answerSchema(one)]),
    );
    result.type ??= "object";
  }
  if (merged.additionalProperties === false && properties !== undefined) result.additionalProperties = false;
  if (merged.items !== undefined) result.items = answerSchema(merged.items as Node);
  const choices = (merged.oneOf ?? merged.anyOf) as readonly Node[] | undefined;
  if (choices !== undefined) result.anyOf = choices.map(answerSchema);
  return merged.nullable === true ? nullable(result) : result;
}

/** One schema that says what all parts of an `allOf` say together; closed if any part is. */
export function merge(node: Node): Node {
  const parts = node.allOf as readonly Node[] | undefined;
  if (parts === undefined) return node;
  const { allOf: _, ...own } = node;
  const all: Node[] = [own, ...parts.map(merge)];
  const properties = Object.assign({}, ...all.map((one) => one.properties ?? {}));
  const merged: Schema = Object.assign({}, ...all);
  if (Object.keys(properties).length > 0) merged.properties = properties;
  if (all.some((one) => one.additionalProperties === false)) merged.additionalProperties = false;
  merged.required = [...new Set(all.flatMap((one) => (one.required ?? []) as string[]))];
  return merged;
}

function nullable(schema: Schema): Schema {
  const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  const result: Schema = { ...schema };
  if (types.length > 0) result.type = [...types, "null"];
  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) result.enum = [...schema.enum, null];
  if (Array.isArray(schema.anyOf)) result.anyOf = [...schema.anyOf, { type: "null" }];
  return result;
}

/** The answer to a request that failed, of every operation: `{"errors":[{"reason","field"?}]}` and nothing else. */
export const errorSchema: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["errors"],
  properties: {
    errors: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["reason"],
        properties: { reason: { type: "string", minLength: 1 }, field: { type: "string", minLength: 1 } },
      },
    },
  },
};
