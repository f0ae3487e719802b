import { describe, expect, it } from "vitest";

import type { Measured } from "../../drill/run";
import { verdictOf } from "../../drill/verdict";

const line = (client: string, n: number, outcome: string): string =>
  ["w", client, n, 100 + n, 100.1 + n, outcome, ""].join("\t");
const whole = (client: string, count: number): string =>
  Array.from({ length: count }, (_, index) => `${line(client, index + 1, "ok")}\n`).join("");
const rowsOf = (client: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ client, n: index + 1 }));

const measured = (changes: Partial<Measured> = {}): Measured =>
  ({
    ledgers: [whole("a", 3), whole("b", 3)],
    rows: [...rowsOf("a", 3), ...rowsOf("b", 3)],
    played: { from: 100, fromWhat: "the fault", mostSeconds: 15, shareOfBaseline: null, notCovered: [] },
    ...{ baseline: null, checksums: { before: "x", after: "x" }, looks: [], notWhole: [], left: [] },
    ...changes,
  }) as unknown as Measured;

const missed = (of: Measured): string[] =>
  verdictOf(of).objectives.flatMap(({ name, met }) => (met ? [] : [name]));

describe("the verdict on a drill", () => {
  it("is that all was reached where nothing is wrong", () => {
    expect(verdictOf(measured()).met).toBe(true);
  });

  it("holds where a client was killed in the midst of a line, and another's ledger comes after it", () => {
    const cutOff = `${whole("a", 3)}w\ta\t4\t10`;
    expect(missed(measured({ ledgers: [cutOff, whole("b", 3)] }))).toEqual([]);
  });

  it.each([
    ["acknowledged writes lost", { rows: [...rowsOf("a", 2), ...rowsOf("b", 3)] }],
    ["writes present twice", { rows: [...rowsOf("a", 3), ...rowsOf("a", 3), ...rowsOf("b", 3)] }],
    ["writes in another order", { rows: [...rowsOf("a", 3).reverse(), ...rowsOf("b", 3)] }],
    [
      "writes present that the client was refused",
      { ledgers: [`${line("a", 1, "failed")}\n`], rows: rowsOf("a", 1) },
    ],
    ["tables that changed besides", { checksums: { before: "x", after: "y" } }],
    ["regions that do not follow as a whole after it", { notWhole: ["de-fra-2"] }],
  ] satisfies [string, Partial<Measured>][])("misses “%s”", (name, changes) => {
    expect(missed(measured(changes))).toContain(name);
  });

  it("asks for what the scenario has measured besides", () => {
    const besides = { name: "requests at the endpoint that failed", unit: "requests", objective: 0 };
    const of = (failed: number) =>
      measured({ played: { ...measured().played, objectives: [{ ...besides, measured: failed }] } });
    expect(missed(of(0))).toEqual([]);
    expect(missed(of(1))).toEqual([besides.name]);
  });

  it("allows for what may be lost, each time for itself, and for nothing else", () => {
    const gone = (from: number, until: number, because: string) => ({ from, until, because });
    const of = (rows: Measured["rows"]) =>
      measured({
        rows,
        played: { ...measured().played, mayLose: [gone(101, 101.5, "x"), gone(103, 103.5, "y")] },
      });
    const [a1, , a3] = rowsOf("a", 3);
    if (a1 === undefined || a3 === undefined) throw new Error("There are three rows.");
    expect(missed(of([...rowsOf("b", 3)].concat(rowsOf("a", 3).filter(({ n }) => n === 2))))).toEqual([]);
    expect(verdictOf(of([a3, ...rowsOf("b", 3)])).objectives.slice(0, 3)).toMatchObject([
      { name: "acknowledged writes lost, as x", objective: 2, measured: 1 },
      { name: "acknowledged writes lost, as y", objective: 2, measured: 0 },
      { name: "acknowledged writes lost of any other time", measured: 1, met: false },
    ]);
  });

  it("misses the time where nothing was acknowledged any more", () => {
    const late = { ...measured().played, mostSeconds: 1 };
    expect(missed(measured({ played: late }))).toEqual(["writes away after the fault"]);
  });
});
