import { afterEach, describe, expect, it, vi } from "vitest";
import { readConfig } from "../../infra/config";
import { overdueReviews } from "../../infra/config/overdue";
import { prodValues, rawOf, today } from "./infraConfigs";
import { redated } from "./redated";

afterEach(() => {
  vi.useRealTimers();
});

describe("redated", () => {
  it("moves dates and moments by as many days as the clock is past the day of the tests, and nothing else", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-12-04T01:00:00Z") });
    expect(redated('a: "2026-11-24", b: 2026-11-24T08:00:00Z, laptop-0117, 2026-13-01, 10.64.0.0/12')).toBe(
      'a: "2026-12-04", b: 2026-12-04T08:00:00Z, laptop-0117, 2026-13-01, 10.64.0.0/12',
    );
  });

  it.each([today.toISOString(), "2027-06-01T23:59:00Z", "2031-02-28T00:00:00Z"])(
    "keeps production in order on %s",
    (now) => {
      vi.useFakeTimers({ toFake: ["Date"], now: new Date(now) });
      const raw = JSON.parse(redated(JSON.stringify(rawOf(prodValues())))) as Record<string, string>;
      const result = readConfig(raw, new Date());
      expect(result.ok ? overdueReviews(result.config, new Date()) : result.problems).toEqual([]);
    },
  );
});
