import type { Cassette, Exchange } from "./cassette";
import { isObject, leaves } from "./json";
import { isIdPath } from "./names";

/** Where each thing was made: its id, and the conversation and exchange that answered with it first. */
export type Origins = ReadonlyMap<number | string, { cassette: Cassette; exchange: Exchange }>;

/** Finds what every conversation of a folder made. */
export function findOrigins(cassettes: readonly Cassette[]): Origins {
  const origins = new Map<number | string, { cassette: Cassette; exchange: Exchange }>();
  for (const cassette of cassettes) {
    for (const exchange of cassette.exchanges) {
      if (exchange.method !== "POST" || exchange.status !== 200 || !isObject(exchange.answer)) continue;
      const { id } = exchange.answer;
      if (isGenerated(id) && !origins.has(id)) origins.set(id, { cassette, exchange });
    }
  }
  return origins;
}

/**
 * What other conversations did before one that goes on with their things: some tests were recorded in halves. Their
 * requests, but for those that take things away again.
 */
export function preludeOf(cassette: Cassette, origins: Origins): Exchange[] {
  const made = new Set<unknown>();
  const others = new Map<Cassette, Exchange[]>();
  for (const exchange of cassette.exchanges) {
    for (const name of mentioned(exchange)) {
      const origin = made.has(name) ? undefined : origins.get(name);
      if (origin !== undefined && origin.cassette !== cassette) {
        others.set(
          origin.cassette,
          origin.cassette.exchanges.filter((one) => one.method !== "DELETE"),
        );
      }
      made.add(name);
    }
    if (isObject(exchange.answer)) made.add(exchange.answer.id);
  }
  return [...others.values()].flat();
}

/** The ids that a request names, and the generated names. */
function* mentioned(exchange: Exchange): Generator<number | string> {
  for (const [, digits] of exchange.path.matchAll(/\/(\d+)(?=\/|$)/g)) yield Number(digits);
  for (const { path, value } of leaves(exchange.body)) {
    if (typeof value === "number" && isIdPath(path)) yield value;
    if (typeof value === "string" && isGenerated(value)) yield value;
  }
}

/** Ids, and images' names, which have one in them. */
function isGenerated(id: unknown): id is number | string {
  return typeof id === "number" || (typeof id === "string" && /^private\/\d+$/.test(id));
}
