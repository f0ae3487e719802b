import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ApiV4, openApiV4 } from "./apiV4/client";
import exceptions from "./apiV4/exceptions.json";
import { scenarios } from "./scenarios";
import { type ClientCloud, openCloud } from "./support/cloud";
import { expectComplete, expectTableFilled } from "./support/completeness";

describe("@linode/api-v4", () => {
  let cloud: ClientCloud;
  let api: ApiV4;

  beforeAll(async () => {
    cloud = await openCloud();
    api = await openApiV4(cloud.url, cloud.tokens[0] ?? "");
  });

  afterEach(() => cloud.reset());
  afterAll(() => cloud.close());

  it.each(Object.entries(scenarios))("lives with %s", async (_, step) => {
    await step(api);
    await cloud.expectEmpty();
  });

  it("combines, orders and counts what a filter finds", async () => {
    const labels = Array.from({ length: 60 }, (_, at) => `tag-${String(at).padStart(2, "0")}`);
    for (const label of labels) await api.call("createTag", { label });
    const order = { "+order_by": "label", "+order": "desc" };
    const page = await api.call("getTags", { page: 3, page_size: 25 }, order);
    expect(page).toMatchObject({ page: 3, pages: 3, results: 60 });
    expect(page.data.map(({ label }: { label: string }) => label)).toEqual(labels.slice(0, 10).reverse());
    const some = { "+or": [{ label: "tag-07" }, { label: { "+contains": "-5" } }] };
    expect(await api.call("getTags", {}, some)).toMatchObject({ page: 1, pages: 1, results: 11 });
    for (const label of labels) await api.call("deleteTag", label);
  });

  it("asked for nothing that isn't there", async () => {
    expect(await cloud.gaps()).toEqual([]);
  });

  it("has every function of the surface driven", () => {
    expectComplete(api.offered, api.called, exceptions.calls);
  });

  it("has filled the table of resource types", () => {
    expectTableFilled(cloud, exceptions.cells);
  });
});
