import type { Node, Operation } from "../../openapi/document";
import { errorSchema, merge, type Schema, valueWords } from "../../openapi/schema";
import type { Validator } from "../../openapi/validator";
import { allEndpoints, nameOf, targets } from "../operations";

/** Words about strings that Linode takes in one spelling only, so that generated requests get past the first check. */
const known: Readonly<Record<string, readonly string[]>> = {
  region: ["fr-par", "de-fra-2", "us-east", "nowhere"],
  type: ["g6-nanode-1", "g6-standard-2"],
  image: ["linode/debian12", "linode/ubuntu24.04"],
};

/** Formats that only this document has. */
const plainFormats = new Set(["date-time", "email", "ipv4", "ipv6", "uuid", "uri", "byte"]);

/**
 * The API's document as one OpenAPI 3.1 file that other tools can work with: only what the local cloud offers, `allOf` merged
 * (its closed parts contradict each other), no fields in requests that only answers have, and errors as they are.
 */
export function documentForOthers(validator: Validator): object {
  const paths: { [path: string]: { [method: string]: object } } = {};
  const open = new Set(allEndpoints().flatMap((one) => (one.scope === "public" ? [nameOf(one)] : [])));
  for (const { operation, endpoint } of targets(validator.document).offered) {
    const told = described(operation, validator);
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: open.has(endpoint ?? "") ? { ...told, security: [] } : told,
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Linode", version: "4" },
    paths,
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    security: [{ token: [] }],
  };
}

function described(operation: Operation, validator: Validator): object {
  const responses: { [status: string]: object } = { default: json("An error", errorSchema) };
  for (const status of operation.answers.keys()) {
    if (!/^2/.test(status)) continue;
    const schema = validator.schemaOf(operation, status);
    responses[status] = schema === undefined ? { description: "No content" } : json("Success", schema);
  }
  return {
    operationId: `${operation.method} ${operation.path}`,
    parameters: [
      ...operation.variables.map((name) => ({
        name,
        in: "path",
        required: true,
        schema: { type: variableType(name) },
      })),
      ...operation.requiredQuery.map((name) => ({
        name,
        in: "query",
        required: true,
        schema: { type: "string" },
      })),
    ],
    ...(operation.request === undefined
      ? {}
      : {
          requestBody: {
            required: operation.requestRequired,
            content: { "application/json": { schema: requestSchema(operation.request, "") } },
          },
        }),
    responses,
  };
}

function json(description: string, schema: Schema): object {
  return { description, content: { "application/json": { schema: withDates(schema) } } };
}

/** The same with dates as Linode writes them, without a zone. */
function withDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== "object" || value === null) return value;
  const { format, ...rest } = value as Schema;
  const same = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, withDates(one)]));
  if (format === "date-time") return { ...same, pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$" };
  if (typeof format !== "string" || !plainFormats.has(format)) return same;
  return { ...same, format };
}

/** Ids are numbers, names aren't. */
function variableType(name: string): string {
  return /^(linode|disk|config|interface|volume|vpc|vpcSubnet|firewall|device|group|node|nodeBalancer|domain|record|token|key|sshKey|stackscript|event|login|backup)Id$/.test(
    name,
  )
    ? "integer"
    : "string";
}

function requestSchema(node: Node, name: string): Schema {
  const merged = merge(node);
  const result: Schema = {};
  for (const word of valueWords) if (merged[word] !== undefined) result[word] = merged[word];
  if (typeof result.format === "string" && !plainFormats.has(result.format)) delete result.format;
  const values = known[name];
  if (values !== undefined && merged.type === "string") return { type: "string", enum: values };
  const properties = merged.properties as { [name: string]: Node } | undefined;
  if (properties !== undefined) {
    result.type ??= "object";
    const own = Object.entries(properties).filter(([, one]) => one.readOnly !== true);
    result.properties = Object.fromEntries(own.map(([key, one]) => [key, requestSchema(one, key)]));
    const named = new Set((merged.required ?? []) as string[]);
    const required = own.flatMap(([key]) => (named.has(key) ? [key] : []));
    if (required.length > 0) result.required = required;
    if (merged.additionalProperties === false) result.additionalProperties = false;
  }
  if (merged.items !== undefined) result.items = requestSchema(merged.items as Node, name);
  const choices = (merged.oneOf ?? merged.anyOf) as readonly Node[] | undefined;
  if (choices !== undefined) result.anyOf = choices.map((one) => requestSchema(one, name));
  if (merged.nullable === true && typeof result.type === "string") {
    result.type = [result.type, "null"];
    if (Array.isArray(result.enum) && !result.enum.includes(null)) result.enum = [...result.enum, null];
  }
  return result;
}
