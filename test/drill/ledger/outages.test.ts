import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstAnswerAfter, longestOutage } from "../../../drill/ledger/outages";
import type { Attempt } from "../../../drill/ledger/parse";
import { arbitraryAttempts, readOf, writeOf } from "../support/ledger";

/** Writes of one client whose answers come at these seconds. */
const answeredAt = (times: readonly number[], parts: Partial<Attempt> = {}): Attempt[] =>
  times.map((end, index) => writeOf(index + 1, { start: end - 0.01, end, ...parts }));
const span = (from: number, to: number) => ({ from, to, seconds: to - from });

describe("the longest outage", () => {
  const load = answeredAt([10, 11, 12, 20, 21]);

  it.each<
    [string, readonly Attempt[], Parameters<typeof longestOutage>[1], ReturnType<typeof longestOutage>]
  >([
    ["is between two answers", load, {}, span(12, 20)],
    ["counts from the fault, not from the answer before it", load, { from: 12.5 }, span(12.5, 20)],
    ["counts what began before, only from then on", load, { from: 15 }, span(15, 20)],
    ["goes to the end of the load", load, { to: 40 }, span(21, 40)],
    ["stops where it is told to", load, { to: 16 }, span(12, 16)],
    [
      "ends with the load, whoever was the last to try",
      [...load, readOf(1, { start: 30, end: 31 })],
      {},
      span(21, 31),
    ],
    [
      "ends with the last attempt, whatever came of it",
      [...load, writeOf(6, { start: 22, end: 52, outcome: "unknown" })],
      {},
      span(21, 52),
    ],
    ["does not end with a refusal", [...load, writeOf(6, { end: 15, outcome: "failed" })], {}, span(12, 20)],
    ["is ended by anybody", [...load, ...answeredAt([16], { client: "b" })], {}, span(12, 16)],
    [
      "is ended only by those that count",
      [...load, ...answeredAt([16], { client: "b" })],
      { clients: new Set(["a"]) },
      span(12, 20),
    ],
    [
      "is one of reads where reads are asked for",
      [...load, readOf(1, { end: 11 }), readOf(2, { end: 13 })],
      { kind: "read" },
      span(13, 21),
    ],
    [
      "is the whole load where nothing was ever answered",
      [
        writeOf(1, { start: 5, end: 6, outcome: "failed" }),
        writeOf(2, { start: 7, end: 9, outcome: "unknown" }),
      ],
      {},
      span(5, 9),
    ],
    [
      "is the whole of the time asked for where a client hangs in it",
      load,
      { from: 22, to: 60 },
      span(22, 60),
    ],
    ["is the first of equally long ones", answeredAt([1, 3, 5]), {}, span(1, 3)],
    ["is nothing where nobody that counts tried anything", load, { clients: new Set(["z"]) }, null],
    ["is nothing in a time that is empty", load, { from: 30, to: 20 }, null],
    ["is nothing in no load", [], {}, null],
  ])("%s", (_, attempts, options, expected) => {
    expect(longestOutage(attempts, options)).toEqual(expected);
  });

  it("is as long as the longest of all spans without an answer, whatever the load", () => {
    fc.assert(
      fc.property(
        arbitraryAttempts(),
        fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        (attempts, share) => {
          const writes = attempts.filter(({ kind }) => kind === "write");
          const to = Math.max(...attempts.map(({ end }) => end));
          const start = Math.min(...attempts.map(({ start }) => start));
          const from = share === null ? undefined : start + share * (to - start);
          const outage = longestOutage(attempts, from === undefined ? {} : { from });
          if (writes.length === 0) {
            expect(outage).toBeNull();
            return;
          }
          const acknowledged = writes.filter(({ outcome }) => outcome === "ok").map(({ end }) => end);
          const begin =
            from ?? Math.min(...(acknowledged.length > 0 ? acknowledged : writes.map(({ start }) => start)));
          const edges = [begin, ...acknowledged.filter((end) => end >= begin), to];
          const free = (a: number, b: number) => b >= a && !acknowledged.some((end) => end > a && end < b);
          const longest = Math.max(
            ...edges.flatMap((a) => edges.filter((b) => free(a, b)).map((b) => b - a)),
          );
          expect(outage?.seconds).toBe(longest);
          expect(outage).not.toBeNull();
          if (outage !== null) {
            expect(free(outage.from, outage.to)).toBe(true);
            expect(outage.from).toBeGreaterThanOrEqual(begin);
          }
        },
      ),
    );
  });
});

describe("the first answer after a moment", () => {
  const load = [...answeredAt([10, 14]), ...answeredAt([12], { client: "b" }), readOf(1, { end: 11 })];

  it.each<[string, number, Parameters<typeof firstAnswerAfter>[2], number | null]>([
    ["is anybody's", 10.5, {}, 12],
    ["is not the one at that moment", 12, {}, 14],
    ["is of those that count", 10.5, { clients: new Set(["a"]) }, 14],
    ["is of the kind that is asked for", 10, { kind: "read" }, 11],
    ["is nothing where none came", 14, {}, null],
  ])("%s", (_, moment, whose, expected) => {
    expect(firstAnswerAfter(load, moment, whose)).toBe(expected);
  });
});
