import { describe, expect, it } from "vitest";

import { newestPiece } from "../../../drill/site/archive";
import { momentText } from "../../../drill/site/copy";

const info = (...maxima: (string | null)[]): string =>
  JSON.stringify([{ archive: maxima.map((max) => ({ id: "17-1", min: max, max })) }]);

describe("what a bucket says of its log", () => {
  it("ends with the newest piece, of whichever timeline", () => {
    expect(newestPiece(info("00000002000000000000000C", "00000001000000000000000F", null))).toBe(
      "00000002000000000000000C",
    );
  });

  it.each(["[]", info(), info(null)])("is nothing to go by where there is no piece: %s", (text) => {
    expect(() => newestPiece(text)).toThrow("The bucket has no log.");
  });
});

it("asks for a moment in UTC, to the millisecond", () => {
  expect(momentText(1_769_850_000.25)).toBe("2026-01-31 09:00:00.250+00");
});
