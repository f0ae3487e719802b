import { afterEach, describe, expect, it, vi } from "vitest";
import { asOfNote, dayText, onDay, readAsOf, refuseAsOfWithEngine } from "../../engine/asOf";
import { UserError } from "../../engine/errors";
import { turnClock } from "../../engine/offline/clock";

afterEach(() => {
  vi.useRealTimers();
});

describe("the day of --as-of", () => {
  it("is the beginning of a day, and today without", () => {
    expect(readAsOf("2028-02-29")?.toISOString()).toBe("2028-02-29T00:00:00.000Z");
    expect(readAsOf(undefined)).toBeUndefined();
  });

  it.each([
    "",
    "tomorrow",
    "2027-1-2",
    "2027-02-29",
    "2027-13-01",
    "2027-01-02T00:00:00Z",
    "02.01.2027",
    " 2027-01-02",
  ])("is refused with an example where it is no day: %j", (text) => {
    expect(() => readAsOf(text)).toThrow(UserError);
    expect(() => readAsOf(text)).toThrow(/no day of the calendar/);
  });

  it("is refused with the engine, which says how to go on", () => {
    expect(() => refuseAsOfWithEngine(readAsOf("2027-01-02"))).toThrow(/machine's clock only/);
    expect(() => refuseAsOfWithEngine(undefined)).not.toThrow();
  });

  it("is said", () => {
    expect(asOfNote(new Date("2027-01-02"))).toContain("2027-01-02");
  });
});

describe("the clock", () => {
  it("is turned for as long as the work takes, also where it fails, and runs on meanwhile", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-24T15:00:00Z") });
    const seen = onDay(new Date("2027-01-02"), () => {
      const begin = [Date.now(), dayText(new Date())];
      vi.setSystemTime(Date.parse("2026-11-24T15:00:05Z"));
      return [...begin, new Date().toISOString()];
    });
    expect(seen).toEqual([Date.parse("2027-01-02"), "2027-01-02", "2027-01-02T00:00:05.000Z"]);
    expect(new Date().toISOString()).toBe("2026-11-24T15:00:05.000Z");
    const fail = () =>
      onDay(new Date("2027-01-02"), () => {
        throw new Error(dayText(new Date()));
      });
    expect(fail).toThrow("2027-01-02");
    expect(dayText(new Date())).toBe("2026-11-24");
    expect(onDay(undefined, () => dayText(new Date()))).toBe("2026-11-24");
  });

  it("stays a clock in every other way", () => {
    const real = Date;
    const back = turnClock(Date.parse("2027-01-02"));
    try {
      expect(new Date("2026-05-06").toISOString()).toBe("2026-05-06T00:00:00.000Z");
      expect(new Date(2026, 4, 6).getDate()).toBe(6);
      expect(Date.parse("2026-05-06")).toBe(real.parse("2026-05-06"));
      expect(new Date()).toBeInstanceOf(Date);
      expect(new Date()).toBeInstanceOf(real);
      expect(real.parse(Date())).toBeGreaterThanOrEqual(real.parse("2027-01-02") - 86_400_000);
      class Own extends Date {}
      expect(new Own().getUTCFullYear()).toBe(2027);
    } finally {
      back();
    }
    expect(Date).toBe(real);
  });
});
