import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BadLedger, parseLedger } from "../../../drill/ledger/parse";
import { arbitraryAttempts, lineOf, readOf, writeOf } from "../support/ledger";

const textOf = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
const good = lineOf(writeOf(1));

describe("a ledger", () => {
  it("is read as it was written, whatever its attempts", () => {
    fc.assert(
      fc.property(arbitraryAttempts(), (attempts) => {
        expect(parseLedger(textOf(...attempts.map(lineOf)))).toEqual(attempts);
      }),
    );
  });

  it("that is cut off anywhere loses what was cut, and nothing else", () => {
    fc.assert(
      fc.property(arbitraryAttempts(), fc.nat(), (attempts, at) => {
        const text = textOf(...attempts.map(lineOf));
        const cut = text.slice(0, at % (text.length + 1));
        const whole = cut.split("\n").length - 1;
        const found = parseLedger(cut);
        expect(found.slice(0, whole)).toEqual(attempts.slice(0, whole));
        // A last line without its end counts only once its outcome is there.
        expect(found.length - whole).toBeLessThanOrEqual(1);
        expect(found.map(({ n, outcome, end }) => [n, outcome, end])).toEqual(
          attempts.slice(0, found.length).map(({ n, outcome, end }) => [n, outcome, end]),
        );
      }),
    );
  });

  it("may be empty", () => {
    expect(parseLedger("")).toEqual([]);
  });

  it("keeps its last line where only the tab before an empty text was trimmed away", () => {
    expect(parseLedger(good.trimEnd())).toEqual([writeOf(1)]);
    expect(parseLedger(`${good.trimEnd()}\n${lineOf(writeOf(1, { client: "b" }))}`)).toHaveLength(2);
  });

  it.each([
    ["an empty line", "", /Line 2 of the ledger: it has 1 fields/],
    ["a line that is cut off in the middle", "w\ta\t2\t10", /Line 2 .* 4 fields/],
    ["one field too many", `${lineOf(writeOf(2))}\tx`, /8 fields/],
    ["another kind", lineOf(writeOf(2)).replace("w", "x"), /its kind is "x"/],
    [
      "a kind that every object has",
      lineOf(writeOf(2)).replace("w", "constructor"),
      /its kind is "constructor"/,
    ],
    ["no client", lineOf(writeOf(2, { client: "" })), /names no client/],
    ["the number 0", lineOf(writeOf(0)), /its number is "0"/],
    ["a number that is none", lineOf(writeOf(2)).replace("\t2\t", "\t2e0\t"), /its number is "2e0"/],
    ["a time that is none", lineOf(writeOf(2)).replace("1002.000000", "NaN"), /"NaN" is no time/],
    ["another outcome", lineOf(writeOf(2)).replace("ok", "maybe"), /its outcome is "maybe"/],
    ["an outcome that is cut off", lineOf(writeOf(2)).replace("ok", "o"), /its outcome is "o"/],
    [
      "a read of which nothing is known",
      lineOf(readOf(1, { outcome: "unknown" })),
      /a read is answered or failed/,
    ],
    ["a number a second time", good, /a's write 1 comes after 1/],
    ["a number left out", lineOf(writeOf(3)), /a's write 3 comes after 1/],
    ["a client that does not begin with 1", lineOf(writeOf(2, { client: "b" })), /b's write 2 comes after 0/],
  ])("is refused for %s, by line", (_, line, message) => {
    expect(() => parseLedger(textOf(good, line))).toThrow(message);
    expect(() => parseLedger(textOf(good, line))).toThrow(BadLedger);
  });

  it("counts writes and reads of each client apart", () => {
    const attempts = [writeOf(1), readOf(1), writeOf(1, { client: "b" }), writeOf(2), readOf(2)];
    expect(parseLedger(textOf(...attempts.map(lineOf)))).toEqual(attempts);
  });
});
