import { readExchange } from "./exchange";
import { isObject } from "./json";
import { readYaml } from "./yaml";

/** One request to the real API and its answer. */
export interface Exchange {
  /** Position in its conversation, from 0. */
  number: number;
  method: string;
  /** In lower case; the port only where it isn't the scheme's own. */
  host: string;
  /** The version that was asked, `v4beta` where the address names none. */
  version: string;
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
  /** What of it can't be read, and so isn't judged: `exchange 3: it has no answer`. */
  problems: readonly string[];
}

/** Reads a cassette's text: go-vcr's format, of version 1 or 2. Throws an Error with the reason if it isn't one. */
export function parseCassette(name: string, text: string): Cassette {
  const content = readYaml(text);
  // An empty file, or one whose recorder was never asked anything.
  if (content === undefined || content === null) return { name, exchanges: [], problems: [] };
  if (!isObject(content)) throw new Error("it is no cassette: it must have a list of interactions");
  const { interactions } = content;
  if (interactions === null) return { name, exchanges: [], problems: [] };
  if (!Array.isArray(interactions)) {
    throw new Error("it is no cassette: it must have a list of interactions");
  }
  const exchanges: Exchange[] = [];
  const problems: string[] = [];
  for (const [number, one] of inOrder(interactions).entries()) {
    const read = readExchange(one, number);
    if (typeof read === "string") problems.push(`exchange ${number}: ${read}`);
    else exchanges.push(read);
  }
  return { name, exchanges, problems };
}

/** The order in which they took place: version 2 numbers them. */
function inOrder(interactions: readonly unknown[]): readonly unknown[] {
  const id = (one: unknown): unknown => (isObject(one) ? one.id : undefined);
  const ids = new Set(interactions.map(id));
  const numbered = ids.size === interactions.length && [...ids].every((one) => typeof one === "number");
  return numbered ? [...interactions].sort((a, b) => Number(id(a)) - Number(id(b))) : interactions;
}
