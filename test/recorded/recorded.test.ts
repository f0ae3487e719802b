import { describe, expect, it } from "vitest";
import { readCassettes, recordedFolder, whyNothing } from "./folder";
import { bar, replayAll } from "./replay";
import { differenceLines, summary, totals } from "./report";

const folder = recordedFolder();
const why = whyNothing(folder);

describe.skipIf(why !== undefined)("conversations recorded with the real API", () => {
  it(`go here as they went there${why === undefined ? "" : ` (skipped: ${why})`}`, async () => {
    const { cassettes, problems } = readCassettes(folder);
    expect(problems).toEqual([]);
    const results = await replayAll(cassettes);
    const total = totals(results);
    const enough = total.equal >= bar * total.inScope;
    expect(enough ? [] : [...differenceLines(results), summary(total)]).toEqual([]);
    expect(total.inScope).toBeGreaterThan(0);
  }, 300_000);
});
