import { describe, expect, it } from "vitest";

import { acknowledgedByBoth } from "../../../drill/ledger/moved";
import type { Attempt } from "../../../drill/ledger/parse";

const write = (client: string, n: number, start: number, outcome: Attempt["outcome"] = "ok"): Attempt => ({
  ...{ kind: "write", client, n, start, end: start + 0.5, outcome, said: "" },
});
const count = (...attempts: readonly Attempt[]): number =>
  acknowledgedByBoth(attempts, { to: new Set(["new"]), from: 10, until: 20 });

describe("writes that two regions acknowledged at once", () => {
  it("are those of the old region that were sent after the new one's first answer", () => {
    expect(count(write("old", 1, 11), write("new", 1, 12), write("old", 2, 13), write("old", 3, 14))).toBe(2);
  });

  it("are none where the old one ended before", () => {
    expect(count(write("old", 1, 11), write("old", 2, 12.2), write("new", 1, 12))).toBe(0);
  });

  it("are none where only one region answered", () => {
    expect(count(write("old", 1, 11), write("old", 2, 13))).toBe(0);
    expect(count(write("new", 1, 11), write("new", 2, 13))).toBe(0);
  });

  it("are none that was refused, or of another time, as after the way back", () => {
    const after = [write("old", 4, 21), write("old", 5, 22)];
    expect(
      count(write("new", 1, 12), write("old", 1, 13, "failed"), write("old", 2, 14, "unknown"), ...after),
    ).toBe(0);
    expect(count(write("new", 1, 5), write("old", 1, 12))).toBe(0);
  });
});
