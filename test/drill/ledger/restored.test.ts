import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { deviationFrom, recoveryPoint } from "../../../drill/ledger/restored";
import { arbitraryAttempts, readOf, writeOf } from "../support/ledger";

/** Writes at 1001 to 1010, each acknowledged within 10 ms. */
const attempts = Array.from({ length: 10 }, (_, index) => writeOf(index + 1));
const rows = (...numbers: number[]) => numbers.map((n) => ({ client: "a", n }));
const until = (last: number) => rows(...Array.from({ length: last }, (_, index) => index + 1));

describe("a copy against its moment", () => {
  it("is right where it has what was acknowledged before, and nothing that was sent after", () => {
    expect(deviationFrom(1005.5, attempts, until(5))).toEqual({
      ...{ milliseconds: 0, absent: 0, early: 0, strange: 0, before: 5, after: 5 },
    });
  });

  it("is off by the time of the oldest write that it lacks", () => {
    expect(deviationFrom(1005.5, attempts, rows(1, 2, 4))).toMatchObject({ milliseconds: 2490, absent: 2 });
  });

  it("is off by the time of the newest write that it has too early", () => {
    expect(deviationFrom(1005.5, attempts, until(8))).toMatchObject({ milliseconds: 2500, early: 3 });
  });

  it("may have what was under way at the moment, or not", () => {
    expect(deviationFrom(1005.005, attempts, until(4)).milliseconds).toBe(0);
    expect(deviationFrom(1005.005, attempts, until(5)).milliseconds).toBe(0);
  });

  it("does not owe what was refused or unanswered, and must not have it from later", () => {
    const unknown = [writeOf(1), writeOf(2, { outcome: "unknown" }), writeOf(3, { outcome: "failed" })];
    expect(deviationFrom(1005, unknown, rows(1)).milliseconds).toBe(0);
    expect(deviationFrom(1001.5, unknown, rows(1, 2))).toMatchObject({ milliseconds: 500, early: 1 });
  });

  it("counts rows of no ledger, and rows that are there twice", () => {
    expect(deviationFrom(1002.5, attempts, rows(1, 2, 2, 99)).strange).toBe(2);
  });

  it("owes nothing that the database itself no longer had", () => {
    const there = rows(1, 2, 4, 5, 6, 7, 8, 9, 10);
    expect(deviationFrom(1005.5, attempts, rows(1, 2, 4, 5), there)).toMatchObject({
      milliseconds: 0,
      before: 4,
    });
    expect(deviationFrom(1005.5, attempts, rows(1, 2, 5), there)).toMatchObject({ absent: 1 });
    expect(deviationFrom(1005.5, attempts, rows(1, 2, 4, 5, 6), there)).toMatchObject({ early: 1 });
  });

  it("takes no read for a write", () => {
    expect(deviationFrom(1005, [readOf(1)], []).before).toBe(0);
  });
});

describe("the recovery point of a copy", () => {
  it("is the loss itself where nothing is missing", () => {
    expect(recoveryPoint(1010.5, attempts, until(10))).toEqual({ seconds: 0, lost: 0, acknowledged: 10 });
  });

  it("is before the first write that is missing, whatever came after it", () => {
    expect(recoveryPoint(1010.01, attempts, rows(1, 2, 3, 5, 6, 7, 8, 9, 10))).toMatchObject({
      ...{ seconds: expect.closeTo(6, 6), lost: 1 },
    });
  });

  it("does not ask for what was acknowledged after the loss", () => {
    expect(recoveryPoint(1005.5, attempts, until(5))).toEqual({ seconds: 0, lost: 0, acknowledged: 5 });
  });

  it("does not ask for what the database itself has no longer", () => {
    const there = rows(1, 2, 3, 7, 8, 9, 10);
    expect(recoveryPoint(1010.5, attempts, rows(1, 2, 3, 7, 8, 9), there)).toEqual({
      ...{ seconds: expect.closeTo(0.49, 6), lost: 1, acknowledged: 7 },
    });
  });

  it("is worse, or the same, with each row less", () => {
    fc.assert(
      fc.property(arbitraryAttempts(), fc.nat(), (all, which) => {
        const there = all.filter(({ kind, outcome }) => kind === "write" && outcome === "ok");
        const lostAt = Math.max(0, ...all.map(({ end }) => end));
        const less = there.filter((_, index) => index !== which % Math.max(1, there.length));
        expect(recoveryPoint(lostAt, all, there).seconds).toBe(0);
        const { lost, seconds } = recoveryPoint(lostAt, all, less);
        expect(lost).toBe(there.length - less.length);
        expect(seconds).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
