import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { listCassettes } from "./cassette";
import { differenceLines, summary, totals } from "./report";
import { bar, recordedFolder, replayAll } from "./run";

const folder = recordedFolder();
const has = existsSync(folder);

describe.skipIf(!has)("conversations recorded with the real API", () => {
  it(`go here as they went there${has ? "" : ` (skipped: there is no folder ${folder})`}`, async () => {
    const results = await replayAll(folder, listCassettes(folder));
    const total = totals(results);
    const enough = total.equal >= bar * total.inScope;
    expect(enough ? [] : [...differenceLines(results), summary(total)]).toEqual([]);
    expect(total.inScope).toBeGreaterThan(0);
  }, 300_000);
});
