import type { Lack } from "./arrange";
import type { Difference } from "./compare";
import type { Verdict } from "./replay";
import { shapeOf } from "./scope";
import { reasonToStay } from "./stays";

/** One exchange's result, with its conversation. */
export interface Result extends Verdict {
  cassette: string;
  /** What the conversation takes for granted and couldn't be made. */
  lacks: readonly Lack[];
}

/** Every exchange with what became of it. */
export function exchangeLines(results: readonly Result[]): string[] {
  return results.flatMap((one, index) => {
    const first = one.cassette !== results[index - 1]?.cassette;
    return [...(first ? lackLines(one) : []), ...linesOf(one)];
  });
}

function lackLines({ cassette, lacks }: Result): string[] {
  return lacks.map(
    ({ what, why }) => `${cassette} takes ${what} for granted, which couldn't be made: ${why}`,
  );
}

function linesOf({ cassette, exchange, outside, differences }: Result): string[] {
  const { number, method, path, query, status } = exchange;
  const judged = differences.length === 0 ? "equal" : "different";
  const verdict = outside === undefined ? judged : `out of scope: ${outside}`;
  return [
    `${cassette}#${number} ${method} ${path}${query} ${status}: ${verdict}`,
    ...differences.map((one) => `    ${describeDifference(one)}`),
  ];
}

/** The same for programs, with the totals. */
export function asData(results: readonly Result[]): unknown {
  return {
    ...totals(results),
    exchanges: results.map(({ cassette, exchange, outside, differences }) => ({
      cassette,
      number: exchange.number,
      method: exchange.method,
      path: exchange.path,
      status: exchange.status,
      ...(outside === undefined ? { equal: differences.length === 0, differences } : { outside }),
    })),
  };
}

/** What a run came to. */
export interface Totals {
  equal: number;
  inScope: number;
  outside: number;
}

export function totals(results: readonly Result[]): Totals {
  const inScope = results.filter((one) => one.outside === undefined);
  return {
    equal: inScope.filter((one) => one.differences.length === 0).length,
    inScope: inScope.length,
    outside: results.length - inScope.length,
  };
}

/** The last line of a run. */
export function summary({ equal, inScope, outside }: Totals): string {
  return `${equal} of ${inScope} exchanges equal, ${outside} out of scope`;
}

/** Each difference with all the places where it shows, grouped by endpoint, the most frequent first. */
export function differenceLines(results: readonly Result[]): string[] {
  const endpoints = new Map<string, Map<string, string[]>>();
  for (const { cassette, exchange, differences } of results) {
    const endpoint = `${exchange.method} ${shapeOf(exchange.path)}`;
    for (const one of differences) {
      const lines = endpoints.get(endpoint) ?? new Map<string, string[]>();
      endpoints.set(endpoint, lines);
      const reason = reasonToStay(cassette, one.at);
      const text = `${describeDifference(one)}${reason === undefined ? "" : `, which stays: ${reason}`}`;
      lines.set(text, [...(lines.get(text) ?? []), `${cassette}#${exchange.number}`]);
    }
  }
  const sorted = [...endpoints].sort(([one], [other]) => one.localeCompare(other));
  return sorted.flatMap(([endpoint, lines]) =>
    [...lines].map(([text, places]) => `${endpoint}: ${text} [${shorten(places)}]`),
  );
}

export function describeDifference({ at, kind, recorded, here }: Difference): string {
  return `${at} ${kind === "status" || kind === "header" ? "" : `${kind} `}(recorded ${recorded} / here ${here})`;
}

const mostPlaces = 4;

function shorten(places: readonly string[]): string {
  const shown = places.slice(0, mostPlaces).join(", ");
  return places.length > mostPlaces ? `${shown} and ${places.length - mostPlaces} more` : shown;
}
