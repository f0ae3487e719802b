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
