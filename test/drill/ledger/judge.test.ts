import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Entry, judge, type Row } from "../../../drill/ledger/judge";
import { arbitraryAttempts, readOf, writeOf } from "../support/ledger";

const attempts = [
  writeOf(1),
  writeOf(2),
  writeOf(3, { outcome: "failed", said: "25006" }),
  writeOf(4, { outcome: "unknown", said: "OperationalError" }),
  writeOf(1, { client: "b" }),
  readOf(1),
  readOf(2, { outcome: "failed", said: "connect" }),
];
const row = (n: number, client = "a"): Row => ({ client, n });
const compliant = [row(1), row(1, "b"), row(2)];
const lists = [
  "lost",
  "ghosts",
  "unknownPresent",
  "unknownAbsent",
  "duplicated",
  "reordered",
  "foreign",
] as const;
const names = (entries: readonly Entry[]): string[] => entries.map(({ client, n }) => `${client}${n}`);
const found = (rows: readonly Row[]): Record<string, string[]> => {
  const judgement = judge(attempts, rows);
  return Object.fromEntries(
    lists.flatMap((list) => (judgement[list].length === 0 ? [] : [[list, names(judgement[list])]])),
  );
};

describe("the ledger against the table", () => {
  it("counts what clients heard", () => {
    expect(judge(attempts, compliant)).toMatchObject({
      ...{ acknowledged: 3, failed: 1, unknown: 1, readsAnswered: 1, readsFailed: 1, rows: 3 },
    });
  });

  it.each<[string, readonly Row[], Record<string, string[]>]>([
    ["nothing wrong where the table holds what was acknowledged", compliant, {}],
    ["what was acknowledged and is absent", [row(1), row(1, "b")], { lost: ["a2"] }],
    ["what failed and is present", [...compliant, row(3)], { ghosts: ["a3"] }],
    ["what nobody knew of, present", [...compliant, row(4)], { unknownPresent: ["a4"] }],
    ["what is there twice, once", [...compliant, row(2), row(2)], { duplicated: ["a2"] }],
    [
      "what is there twice, and not as out of order",
      [row(1), row(1, "b"), row(2), row(1)],
      { duplicated: ["a1"] },
    ],
    ["a client's row behind a later one of its own", [row(2), row(1, "b"), row(1)], { reordered: ["a1"] }],
    ["what nobody sent", [...compliant, row(1, "x")], { foreign: ["x1"] }],
    [
      "a ghost that is there twice as both",
      [...compliant, row(3), row(3)],
      { ghosts: ["a3"], duplicated: ["a3"] },
    ],
    ["everything as lost in an empty table", [], { lost: ["a1", "a2", "b1"] }],
  ])("finds %s", (_, rows, expected) => {
    const absent = rows.some(({ n }) => n === 4) ? {} : { unknownAbsent: ["a4"] };
    expect(found(rows)).toEqual({ ...expected, ...absent });
  });

  it("says of each what the client heard and when, and of what nobody noted where it may come from", () => {
    const { ghosts, foreign, reordered } = judge(attempts, [row(3), row(1), row(5), row(9), row(1, "x")]);
    expect(ghosts).toEqual([{ client: "a", n: 3, start: 1003, said: "25006" }]);
    expect(reordered).toEqual([{ client: "a", n: 1, start: 1001, said: "after 3" }]);
    expect(foreign).toEqual([
      { client: "a", n: 5, start: null, said: expect.stringContaining("as the client ended") },
      { client: "a", n: 9, start: null, said: "never sent" },
      { client: "x", n: 1, start: null, said: "no ledger names this client" },
    ]);
  });

  it("is not misled by a name that looks like another one with its number", () => {
    const { lost, foreign } = judge([writeOf(1, { client: "1 a" })], [row(11, "a"), { client: "a 1", n: 1 }]);
    expect(names(lost)).toEqual(["1 a1"]);
    expect(foreign).toHaveLength(2);
  });

  it("puts each write into exactly one of the places it can be in, whatever the table holds", () => {
    fc.assert(
      fc.property(arbitraryAttempts(), fc.infiniteStream(fc.integer({ min: 0, max: 2 })), (all, copies) => {
        const writes = all.filter(({ kind }) => kind === "write");
        const kept = writes.map((write) => ({ write, times: copies.next().value ?? 0 }));
        const rows = kept.flatMap(({ write, times }) =>
          Array.from({ length: times }, () => row(write.n, write.client)),
        );
        const judgement = judge(all, rows);
        const those = (outcome: string, present: boolean): string[] =>
          names(
            kept
              .filter(({ write, times }) => write.outcome === outcome && times > 0 === present)
              .map(({ write }) => write),
          );
        expect(names(judgement.lost)).toEqual(those("ok", false));
        expect(names(judgement.ghosts)).toEqual(those("failed", true));
        expect(names(judgement.unknownPresent)).toEqual(those("unknown", true));
        expect(names(judgement.unknownAbsent)).toEqual(those("unknown", false));
        expect(names(judgement.duplicated)).toEqual(
          names(kept.filter(({ times }) => times > 1).map(({ write }) => write)),
        );
        expect(judgement.reordered).toEqual([]);
        expect(judgement.foreign).toEqual([]);
        expect(judgement.acknowledged + judgement.failed + judgement.unknown).toBe(writes.length);
      }),
    );
  });

  it("finds a row out of order exactly where an earlier one of its client has a higher number", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Array.from({ length: 12 }, (_, index) => index + 1)), (order) => {
        const all = Array.from({ length: 12 }, (_, index) => writeOf(index + 1));
        const expected = order.filter((n, index) => order.slice(0, index).some((before) => before > n));
        expect(
          judge(
            all,
            order.map((n) => row(n)),
          ).reordered.map(({ n }) => n),
        ).toEqual(expected);
      }),
    );
  });
});
