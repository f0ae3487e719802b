import * as fc from "fast-check";

import { breaks, type Pick } from "./infraBreaks";
import { at, copy, paths, prodValues, put, type Values } from "./infraConfigs";

/** A configuration that must be refused. */
export interface BrokenConfig {
  /** What was done to production, for the test's name. */
  readonly name: string;
  readonly values: Values;
}

/** Picks by the next number of a tape, which fast-check can shrink. */
function picker(tape: readonly number[]): Pick {
  let next = 0;
  return (from) => {
    const number = tape[next++ % tape.length] ?? 0;
    const value = from[number % from.length];
    if (from.length === 0 || value === undefined) throw new Error("There is nothing to pick from.");
    return value;
  };
}

const strange: readonly unknown[] = [
  null,
  [],
  {},
  "",
  "x",
  "constructor",
  "💥\u202e\u0000",
  "a".repeat(5_000),
  0,
  -1,
  0.1,
  1e21,
  1e308,
  true,
  false,
  [[[[]]]],
  { a: { b: { c: [null] } } },
  ["x", "x"],
  "2026-02-30",
  "9999-12-31",
  "0.0.0.0/0",
  "outside:elsewhere",
];

const names: readonly string[] = [
  "__proto__",
  "constructor",
  "toString",
  "zoë",
  "",
  "a b",
  "line\nbreak",
  "0",
];

/** Changes that may or may not leave the configuration valid. */
const wild: readonly ((values: Values, pick: Pick) => void)[] = [
  (values, pick) => put(values, pick([...paths(values)]), copy(pick(strange))),
  (values, pick) => put(values, pick([...paths(values)]), undefined),
  (values, pick) => {
    const all = [...paths(values)];
    put(values, pick(all), copy(at(values, pick(all))));
  },
  (values, pick) => {
    const maps = [...paths(values)].filter((path) => isMap(at(values, path)));
    if (maps.length > 0) put(values, [...pick(maps), pick(names)], copy(pick(strange)));
  },
  (values, pick) => {
    const lists = [...paths(values)].filter((path) => Array.isArray(at(values, path)));
    const path = lists.length > 0 ? pick(lists) : undefined;
    const list = path && (at(values, path) as unknown[]);
    if (path && list && list.length > 0) put(values, path, [...list, copy(pick(list))]);
  },
];

const isMap = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const tape = fc.array(fc.nat(), { minLength: 24, maxLength: 24 });
const counts = (least: number, most: number) => fc.integer({ min: least, max: most });

function mangle(values: Values, pick: Pick, times: number): void {
  for (let i = 0; i < times && Object.keys(values).length > 0; i += 1) pick(wild)(values, pick);
}

/** Applies the next kind of break that fits; an unknown section always does. */
function breakOnce(values: Values, pick: Pick): string {
  const first = pick([...breaks.keys()]);
  for (let i = 0; i < breaks.length; i += 1) {
    const name = breaks[(first + i) % breaks.length]?.(values, pick);
    if (name !== undefined) return name;
  }
  throw new Error("No break fits.");
}

/** Production after one to five changes of any kind: most are invalid, some are not. */
export const wildValues: fc.Arbitrary<Values> = fc.tuple(tape, counts(1, 5)).map(([numbers, times]) => {
  const values = prodValues();
  mangle(values, picker(numbers), times);
  return values;
});

/** Production after up to three changes of any kind and then one to three that no valid configuration can have. */
export const brokenConfig: fc.Arbitrary<BrokenConfig> = fc
  .tuple(tape, counts(0, 3), counts(1, 3))
  .map(([numbers, loose, certain]) => {
    const pick = picker(numbers);
    const values = prodValues();
    mangle(values, pick, loose);
    const done: string[] = [];
    for (let i = 0; i < certain; i += 1) done.push(breakOnce(values, pick));
    return { name: done.join("; "), values };
  });

/** The same broken configurations on every run. */
export const brokenConfigs = (count = 200, seed = 20_261_124): BrokenConfig[] =>
  fc.sample(brokenConfig, { numRuns: count, seed }).map(({ name, values }, index) => ({
    name: `${index + 1}: ${name}`,
    values,
  }));
