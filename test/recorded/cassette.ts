import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { JSON_SCHEMA, load } from "js-yaml";
import { parseJson } from "./json";

/** One request to the real API and its answer. */
export interface Exchange {
  /** Position in its conversation, from 0. */
  number: number;
  method: string;
  host: string;
  /** Without host, version and query; as it was sent, so percent-encoded: `/images/private%2F7`. */
  path: string;
  /** With its `?`, or empty. */
  query: string;
  /** The `X-Filter` header. */
  filter: string | undefined;
  /** The request's body; undefined if there was none. */
  body: unknown;
  status: number;
  contentType: string | undefined;
  /** The scope that the request needs, from `X-Accepted-OAuth-Scopes`. */
  scope: string | undefined;
  /** When the answer was made, as far as its headers tell (`Expires`, which the API sets to the present). */
  date: Date | undefined;
  /** The answer's body; text if it isn't JSON, undefined if it is empty. */
  answer: unknown;
}

/** A recorded conversation, which is one test of linodego's. */
export interface Cassette {
  name: string;
  exchanges: readonly Exchange[];
}

interface RawInteraction {
  request: { body?: string; headers?: Record<string, string[]>; url: string; method: string };
  response: { body?: string; headers?: Record<string, string[]>; status?: string | number; code?: number };
}

/** Names of the cassettes in a folder, sorted. */
export function listCassettes(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => basename(file).replace(/\.ya?ml$/, ""))
    .sort();
}

/** Reads one cassette; throws with the file's name if it isn't one. */
export function readCassette(folder: string, name: string): Cassette {
  const file = join(folder, `${name}.yaml`);
  // Not the project's other YAML reader: it insists on indented quoted text, which the recorder didn't write.
  const content = load(readFileSync(file, "utf8"), { schema: JSON_SCHEMA }) as {
    interactions?: RawInteraction[];
  } | null;
  if (!Array.isArray(content?.interactions)) {
    throw new Error(`${file} has no list of interactions. It must be a cassette of go-vcr, version 1.`);
  }
  return { name, exchanges: content.interactions.map(readExchange) };
}

function readExchange({ request, response }: RawInteraction, number: number): Exchange {
  const url = /^https?:\/\/([^/]+)(\/[^?]*)?(\?.*)?$/.exec(request.url);
  if (url === null) throw new Error(`Exchange ${number} has no usable address: ${request.url}`);
  const expires = header(response.headers, "expires");
  const date = expires === undefined ? undefined : new Date(expires);
  return {
    number,
    method: request.method,
    host: url[1] ?? "",
    path: (url[2] ?? "/").replace(/^\/v4(beta)?(?=\/)/, ""),
    query: url[3] ?? "",
    filter: header(request.headers, "x-filter"),
    body: request.body ? (parseJson(request.body) ?? request.body) : undefined,
    status: response.code ?? Number.parseInt(String(response.status), 10),
    contentType: header(response.headers, "content-type"),
    scope: header(response.headers, "x-accepted-oauth-scopes"),
    date: date === undefined || Number.isNaN(date.getTime()) ? undefined : date,
    answer: response.body ? (parseJson(response.body) ?? response.body) : undefined,
  };
}

function header(headers: Record<string, string[]> | undefined, name: string): string | undefined {
  for (const [key, values] of Object.entries(headers ?? {})) {
    if (key.toLowerCase() === name) return values[0];
  }
  return undefined;
}
