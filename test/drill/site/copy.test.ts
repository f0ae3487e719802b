import { expect, it } from "vitest";

import { momentText } from "../../../drill/site/copy";

it("asks for a moment in UTC, to the millisecond", () => {
  expect(momentText(1_769_850_000.25)).toBe("2026-01-31 09:00:00.250+00");
});
