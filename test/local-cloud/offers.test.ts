import { describe, expect, it } from "vitest";
import { start } from "./support";

describe("what Linode offers", () => {
  it("is told one by one as in the lists, and for names that nobody knows not at all", async () => {
    const { ok, call } = await start();
    for (const path of [
      "/linode/types",
      "/linode/kernels",
      "/regions",
      "/object-storage/clusters",
      "/betas",
    ]) {
      const { data, results } = await ok("GET", `${path}?page_size=500`);
      expect([path, results > 0]).toEqual([path, true]);
      for (const one of [data[0], data.at(-1)]) {
        expect(await ok("GET", `${path}/${encodeURIComponent(one.id)}`)).toEqual(one);
      }
      expect([path, (await call("GET", `${path}/moon`)).status]).toEqual([path, 404]);
    }
    // Clients send a kernel's name as it is, with its slash.
    expect(await ok("GET", "/linode/kernels/linode/latest-64bit")).toMatchObject({
      id: "linode/latest-64bit",
    });
    expect((await call("GET", "/linode/kernels/linode/moon")).status).toBe(404);
  });

  it("includes plans that are no longer sold, and the platform's lists of networks", async () => {
    const { ok, call } = await start();
    const sold = (await ok("GET", "/linode/types?page_size=500")).data;
    const legacy = (await ok("GET", "/linode/types-legacy?page_size=500")).data;
    expect(legacy).toEqual(sold.filter(({ successor }: { successor: unknown }) => successor !== null));
    const { data } = await ok("GET", "/networking/prefixlists?page_size=500");
    const name = "pl:system:resolvers:fr-par";
    const own = data.find((list: { name: string }) => list.name === name);
    expect(await ok("GET", `/networking/prefixlists/${own.id}`)).toEqual(own);
    const { resolvers } = await ok("GET", "/regions/fr-par");
    expect(own.ipv4.join()).toBe(
      resolvers.ipv4
        .split(",")
        .map((one: string) => `${one}/32`)
        .join(),
    );
    expect((await call("GET", "/networking/prefixlists/999999")).status).toBe(404);
  });

  it("is told for each region: plans, VPCs, and what the account may use there", async () => {
    const { ok, call } = await start();
    for (const [path, own, field] of [
      ["/regions/availability", "/regions/fr-par/availability", "plan"],
      ["/regions/vpc-availability", "/regions/fr-par/vpc-availability", "available"],
      ["/account/availability", "/account/availability/fr-par", "available"],
    ] as const) {
      const header = { "X-Filter": '{"region":"fr-par"}' };
      const { data } = await ok("GET", `${path}?page_size=500`, undefined, header);
      const one = await ok("GET", own);
      expect([path, Array.isArray(one) ? one : [one]]).toEqual([path, data]);
      expect(data[0]).toHaveProperty(field);
      expect((await call("GET", own.replace("fr-par", "moon"))).status).toBe(404);
    }
    expect((await ok("GET", "/account/availability/fr-par")).available).toContain("Linodes");
    expect(await ok("GET", "/regions/fr-par/vpc-availability")).toMatchObject({ available: true });
  });

  it.each([
    "/volumes/types",
    "/nodebalancers/types",
    "/object-storage/types",
    "/network-transfer/prices",
    "/networking/reserved/ips/types",
  ])("has prices: %s, by the hour and the month, and by region where they differ", async (path) => {
    const { ok } = await start();
    const { data } = await ok("GET", path);
    expect(data.length).toBeGreaterThan(0);
    for (const { price, region_prices } of data) {
      expect(price).toHaveProperty("monthly");
      expect(price.hourly).toBeGreaterThanOrEqual(0);
      expect(Array.isArray(region_prices)).toBe(true);
    }
  });

  it("names object storage by endpoint, and by cluster where the older name exists", async () => {
    const { ok, cloud } = await start();
    const endpoints = (await ok("GET", "/object-storage/endpoints?page_size=500")).data;
    expect(new Set(endpoints.map((one: { region: string }) => one.region))).toEqual(
      new Set(Object.keys(cloud.s3Endpoints)),
    );
    const clusters = (await ok("GET", "/object-storage/clusters?page_size=500")).data;
    for (const { region, domain } of clusters) expect(domain).toBe(cloud.s3Endpoints[region]);
    const newer = endpoints.filter((one: { endpoint_type: string }) => /E[23]/.test(one.endpoint_type));
    const older = new Set(clusters.map((one: { region: string }) => one.region));
    expect(newer.some((one: { region: string }) => !older.has(one.region))).toBe(true);
  });
});
