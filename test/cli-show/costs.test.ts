import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, noPrice, objectStorageCosts, priceOf, sum } from "../../cli/show/build/costs";
import { buildView } from "../../cli/show/build/stackView";
import { accountOf, prices, prodAccount, prodPlan, setting } from "./account";
import { arbitraryAccount } from "./arbitraryAccount";

describe("a price", () => {
  it("is the entry's own, with its source", () => {
    expect(priceOf(prices, { path: "/linode/types", entry: "g6-standard-2", region: "fr-par" })).toEqual({
      monthly: 24,
      source: "/linode/types g6-standard-2",
    });
  });

  it("is the region's where that has one", () => {
    const found = priceOf(prices, { path: "/linode/types", entry: "g6-standard-2", region: "id-cgk" });
    expect(found).toEqual({ monthly: 28.8, source: "/linode/types g6-standard-2, price of id-cgk" });
  });

  it("counts units, in whole cents", () => {
    expect(
      priceOf(prices, { path: "/volumes/types", entry: "volume", region: "fr-par", units: 333, unit: "GB" })
        .monthly,
    ).toBe(33.3);
  });

  it("is made of the hourly one where no monthly one is published", () => {
    const found = priceOf(prices, {
      path: "/networking/reserved/ips/types",
      entry: "ipv4",
      region: "fr-par",
    });
    expect(found).toEqual({
      monthly: 4.96,
      source: "/networking/reserved/ips/types ipv4, hourly price for 730 hours",
    });
  });

  it.each(["/linode/types", "/no/such/list"])("is none, and not zero, where %s has no entry", (path) => {
    expect(priceOf(prices, { path, entry: "g9", region: "fr-par" })).toEqual({
      monthly: null,
      source: noPrice,
    });
  });
});

describe("Object Storage", () => {
  const bucket = (gigabytes: number) => ({ size: gigabytes * 1e9, region: "fr-par" });

  it("costs nothing without a bucket", () => {
    expect(objectStorageCosts(prices, [])).toEqual([]);
  });

  it("costs its base price once for the account", () => {
    expect(objectStorageCosts(prices, [bucket(100), bucket(150)]).map(({ monthly }) => monthly)).toEqual([5]);
  });

  it("costs two cents for each GB beyond what is included", () => {
    expect(objectStorageCosts(prices, [bucket(200), bucket(150)]).map(({ monthly }) => monthly)).toEqual([
      5, 2,
    ]);
  });

  it("says that there is no price where the list is missing", () => {
    expect(objectStorageCosts(new Map(), [bucket(1)])).toMatchObject([{ monthly: null, source: noPrice }]);
  });
});

describe("sums", () => {
  it("are exact in cents and count what has no price", () => {
    expect(sum([{ monthly: 0.1 }, { monthly: 0.2 }, { monthly: null }])).toEqual({
      monthly: 0.3,
      unpriced: 1,
    });
    expect(
      add([
        { monthly: 0.1, unpriced: 1 },
        { monthly: 0.2, unpriced: 2 },
      ]),
    ).toEqual({ monthly: 0.3, unpriced: 3 });
  });

  it("of prod are the items' by hand", () => {
    const { cost } = buildView(prodAccount(), setting);
    const gateway = 24 + 4.96;
    const data = 2 * (144 + 200 * 0.1);
    const edge = 24 + 10;
    expect(cost.total).toEqual({ monthly: 10 * (gateway + data) + 6 * edge + 5, unpriced: 0 });
  });

  it("agree by class, by region and in all, for any account", () => {
    fc.assert(
      fc.property(arbitraryAccount(), (account) => {
        const { cost, enclaves, accountCosts } = buildView(account, setting);
        const items = enclaves.flatMap(({ regions }) => regions.flatMap(({ costs }) => costs));
        expect(cost.total).toEqual(sum([...items, ...accountCosts]));
        expect(add([...cost.byClass.map((one) => one.cost), cost.account])).toEqual(cost.total);
        expect(add([...cost.byRegion.map((one) => one.cost), cost.account])).toEqual(cost.total);
        const paid = account.instances.length + account.volumes.length + account.balancers.length;
        expect(items.filter(({ kind }) => kind !== "address" && kind !== "backups")).toHaveLength(paid);
      }),
      { numRuns: 100 },
    );
  });

  it("count backups where they are on", () => {
    const account = accountOf({ ...prodPlan, classes: ["contact"], regions: ["fr-par"] });
    const instances = account.instances.map((one) => ({
      ...one,
      type: "g6-standard-1",
      backups: { enabled: true },
    }));
    const items = buildView({ ...account, instances }, setting).enclaves[0]?.regions[0]?.costs ?? [];
    expect(items.filter(({ kind }) => kind === "backups").map(({ monthly }) => monthly)).toEqual([
      2.5, 2.5, 2.5,
    ]);
  });
});
