import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unionRegions } from "../../catalogue/regions";
import { type Compliant, compliant } from "./arbitraries/configuration";
import { check, describe as describeOne } from "./support/check";
import { type Judge, openJudge } from "./support/judge";
import { keysOfSchema, valuesByKey } from "./support/variety";

/** The first of the sample's seeds; `npm run compliant` takes a thousand. */
const first = 20_261_124;
const count = 40;
const sample = Array.from({ length: count }, (_, index) => first + index);
const of = (seed: number): Compliant =>
  fc.sample(compliant, { seed, numRuns: 1 })[0] ?? expect.fail("nothing was made");

describe("compliant configurations", { timeout: 1_200_000 }, () => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await openJudge();
  });
  afterAll(() => judge.close());

  it(`are accepted by program and pack: ${count} of them`, async () => {
    for (const seed of sample) {
      expect(await judge.faultsOf(of(seed)), `seed ${seed}\n${describeOne(of(seed))}`).toEqual([]);
    }
  });

  it("are judged one by one: one that is broken is refused between two that are not", async () => {
    const whole = of(first);
    const audits = { policy: "2020-01-01", configuration: "2020-01-01", accounts: "2020-01-01" };
    const broken = { ...whole, values: { ...whole.values, "bastide:reviews": audits }, needs: [] };
    expect(await judge.faultsOf(whole)).toEqual([]);
    expect((await judge.faultsOf(broken)).join("\n")).toContain(
      'bastide-configuration-require-reviews: Configuration "bastide:reviews.policy" shows a review that is overdue',
    );
    expect(await judge.faultsOf(whole)).toEqual([]);
  });

  it("are judged by their waivers: without, what they cover is refused", async () => {
    const waived = sample.map(of).find(({ needs }) => needs.length > 0) ?? expect.fail("no waiver");
    const bare = { ...waived, values: { ...waived.values, "bastide:waivers": [] }, needs: [] };
    expect((await judge.faultsOf(bare)).join("\n")).toContain(waived.needs[0]?.policy);
  });
});

describe("a failure", () => {
  const refusing = (isRefused: (one: Compliant) => boolean): Judge => ({
    faultsOf: async (one) => (isRefused(one) ? ["It is refused."] : []),
    close: () => undefined,
  });
  const classesOf = ({ values }: Compliant) => Object.keys(Object(values["bastide:classes"]));

  it("comes with its seed and the smallest configuration that is refused", async () => {
    const seed = sample.find((one) => classesOf(of(one)).length > 2) ?? 0;
    const failure = await check(
      seed,
      refusing((one) => classesOf(one).length > 0),
    );
    expect(failure?.seed).toBe(seed);
    expect(failure?.smallest).toMatch(/^It is refused\.\n\n# As of \d{4}-\d\d-\d\d\n/);
    expect(failure?.smallest.match(/^ {4}\w+:\n {6}data:/gm)).toHaveLength(1);
    expect(
      await check(
        seed,
        refusing(() => false),
      ),
    ).toBeUndefined();
  });

  it("is not looked for longer than one has patience", async () => {
    const seed = sample.find((one) => classesOf(of(one)).length > 2) ?? 0;
    let asked = 0;
    const judge = refusing(() => {
      asked += 1;
      return true;
    });
    expect(await check(seed, judge, -1)).toMatchObject({ seed });
    expect(asked).toBe(1);
  });
});

describe("the generator", () => {
  const many = Array.from({ length: 300 }, (_, index) => of(index + 1));

  it("varies every key of the schema, and leaves out what may be left out", () => {
    const seen = valuesByKey(many.map(({ values }) => values));
    expect(keysOfSchema().length).toBeGreaterThan(70);
    // A certificate is for names and days that are drawn here, and making one takes chance that no seed gives.
    const narrow = keysOfSchema().filter(
      (key) => !key.startsWith("certificates") && (seen.get(key)?.size ?? 0) < 2,
    );
    expect(narrow).toEqual([]);
  });

  it("reaches every class, region that fits, kind of waiver and setting of the pack", () => {
    const names = (section: string) =>
      new Set(many.flatMap(({ values }) => Object.keys(Object(values[`bastide:${section}`]))));
    expect([...names("classes")].sort()).toEqual(["account", "contact", "events", "preferences", "sessions"]);
    expect(names("regions").size).toBeGreaterThan(10);
    expect(unionRegions.every((region) => names("regions").has(region))).toBe(true);
    expect(new Set(many.flatMap(({ needs }) => needs.map(({ policy }) => policy))).size).toBe(4);
    expect(new Set(many.flatMap(({ packConfig }) => Object.keys(packConfig))).size).toBe(2);
    expect(many.filter(({ needs }) => needs.length === 0).length).toBeGreaterThan(100);
  });

  it("makes the same configuration of the same seed", () => {
    expect(describeOne(of(first))).toBe(describeOne(of(first)));
    expect(new Set(many.map(describeOne)).size).toBe(many.length);
  });
});
