import { describe, expect, it, vi } from "vitest";
import type { AnyResource } from "../../local-cloud/core/definition";
import { parseFilter, reader } from "../../local-cloud/core/filter";
import { sections } from "../../local-cloud/resources";
import { linode, start } from "./support";

describe("lists of many", () => {
  it("make views of the page that is shown only, where the filter needs no others", async () => {
    const { ok, cloud } = await start();
    const resource = sections
      .flatMap((section) => section.resources ?? [])
      .find((one) => one.path === "/volumes") as AnyResource;
    cloud.world.store.transaction(() => {
      for (let n = 0; n < 1000; n++) insertVolume(cloud.world.store, n);
    });
    const view = resource.view;
    let views = 0;
    resource.view = (world, record) => {
      views += 1;
      return view(world, record);
    };
    const count = async (filter?: string, query = "") => {
      views = 0;
      const { data, results } = await ok(
        "GET",
        `/volumes${query}`,
        undefined,
        filter ? { "X-Filter": filter } : {},
      );
      return [views, data.length, results];
    };
    try {
      expect(await count()).toEqual([100, 100, 1000]);
      expect(await count(undefined, "?page=40&page_size=25")).toEqual([25, 25, 1000]);
      expect(await count('{"label":"v7"}')).toEqual([1, 1, 1]);
      expect(await count('{"size":{"+gte":500},"+order_by":"label","+order":"desc"}')).toEqual([
        100, 100, 510,
      ]);
      expect(await count('{"status":"active"}')).toEqual([1000, 100, 1000]);
    } finally {
      resource.view = view;
    }
  });

  it("give the same by index, by record and by view", async () => {
    const { ok, cloud } = await start();
    cloud.world.store.transaction(() => {
      for (let n = 0; n < 60; n++) insertVolume(cloud.world.store, n);
    });
    const all = (await ok("GET", "/volumes")).data as Record<string, unknown>[];
    const filters = [
      { label: "v7" },
      { label: "v7", size: 17 },
      { label: 7 },
      { size: "17" },
      { linode_id: null },
      { linode_id: 3 },
      { linode_id: "3" },
      { "+or": [{ label: "v1" }, { label: "v2" }] },
      { label: { "+neq": "v1" }, tags: "even" },
      { tags: "odd" },
      { tags: "none" },
      { tags: 5 },
      { "+or": [{ label: "v9" }, { "+and": [{ size: 12 }, { tags: "even" }] }, { label: "v2", size: 12 }] },
      { "+or": [{ label: "v1" }, { size: { "+gt": 50 } }] },
      { "+or": [] },
      { "+and": [{ label: "v3" }, { tags: "odd" }] },
      { "+and": [{ "+or": [{ size: 11 }, { size: 12 }] }, { label: { "+contains": "V1" } }] },
    ];
    const fields = new Set(["label", "size", "linode_id", "tags"]);
    for (const filter of filters) {
      const text = JSON.stringify(filter);
      const { matches } = parseFilter(text, fields);
      const expected = all.filter(matches).map(({ id }) => id);
      const { data } = await ok("GET", "/volumes", undefined, { "X-Filter": text });
      expect([text, data.map(({ id }: { id: number }) => id)]).toEqual([text, expected]);
    }
  });

  it("find Linodes by what only views show, without making any", async () => {
    const { ok } = await start();
    const kinds = { placement_group_type: "anti_affinity:local", placement_group_policy: "strict" };
    const { id } = await ok("POST", "/placement/groups", { label: "apart", region: "fr-par", ...kinds });
    await ok("POST", "/linode/instances", { ...linode, label: "other" });
    const wanted = { ...linode, label: "wanted", placement_group: { id }, private_ip: true };
    const made = await ok("POST", "/linode/instances", wanted);
    const resource = sections
      .flatMap((section) => section.resources ?? [])
      .find((one) => one.path === "/linode/instances") as AnyResource;
    const view = vi.spyOn(resource, "view");
    try {
      for (const filter of [
        { ipv4: made.ipv4[0] },
        { ipv4: made.ipv4[1], label: "wanted" },
        { ipv6: { "+contains": made.ipv6.slice(0, -4) } },
        { "placement_group.id": id },
      ]) {
        view.mockClear();
        const { data } = await ok("GET", "/linode/instances", undefined, {
          "X-Filter": JSON.stringify(filter),
        });
        expect([filter, data.map(({ label }: { label: string }) => label)]).toEqual([filter, ["wanted"]]);
        expect(view).toHaveBeenCalledTimes(1);
      }
      const order = { "X-Filter": '{"+order_by":"ipv6","+order":"desc"}' };
      const { data } = await ok("GET", "/linode/instances", undefined, order);
      expect(data.map(({ label }: { label: string }) => label)).toEqual(["wanted", "other"]);
    } finally {
      view.mockRestore();
    }
  });

  it("of what never changes are the same with and without a page or a filter", async () => {
    const { ok } = await start();
    const whole = await ok("GET", "/regions");
    expect(whole.data.length).toBeGreaterThan(25);
    expect(await ok("GET", "/regions")).toEqual(whole);
    expect(await ok("GET", "/regions?page=1")).toEqual(whole);
    expect((await ok("GET", "/regions?page=2&page_size=25")).data).toEqual(whole.data.slice(25));
    const one = await ok("GET", "/regions", undefined, { "X-Filter": '{"id":"fr-par"}' });
    expect(one.data.map(({ id }: { id: string }) => id)).toEqual(["fr-par"]);
  });

  it("filter by the record only what the view shows the same", async () => {
    const { ok, cloud, settle } = await start();
    await ok("POST", "/linode/instances", { ...linode, tags: ["blue"], label: "one" });
    await ok("POST", "/volumes", { label: "data", region: "fr-par" });
    await settle();
    const { world } = cloud;
    let compared = 0;
    for (const resource of sections.flatMap((section) => section.resources ?? [])) {
      const { plain = [], computed = {} } = resource;
      expect(resource.filterable).toEqual(expect.arrayContaining([...plain]));
      for (const record of world.store.all(resource.kind)) {
        const view = resource.view(world, record);
        for (const [name, value] of Object.entries(computed)) {
          expect([resource.kind, name, value(world, record)]).toEqual([
            resource.kind,
            name,
            reader(name)(view),
          ]);
          compared += 1;
        }
        for (const field of plain) {
          expect([resource.kind, field, reader(field)(record)]).toEqual([
            resource.kind,
            field,
            reader(field)(view),
          ]);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(20);
  });

  it("say what is wrong with a page", async () => {
    const { call } = await start();
    for (const [query, field] of [
      ["page=0", "page"],
      ["page=-1", "page"],
      ["page=x", "page"],
      ["page_size=24", "page_size"],
      ["page_size=501", "page_size"],
      ["page_size=", "page_size"],
    ]) {
      const answer = await call("GET", `/volumes?${query}`);
      expect([query, answer.status, answer.body.errors[0].field]).toEqual([query, 400, field]);
    }
    expect((await call("GET", "/volumes?page=7")).body).toEqual({ data: [], page: 7, pages: 1, results: 0 });
  });
});

type Store = Awaited<ReturnType<typeof start>>["cloud"]["world"]["store"];

function insertVolume(store: Store, n: number): void {
  const now = "2026-01-01T00:00:00";
  store.insert("volume", {
    id: store.nextId(),
    status: "active",
    label: `v${n}`,
    created: now,
    updated: now,
    size: 10 + n,
    linode_id: n % 10 === 3 ? 3 : null,
    config_id: null,
    region: "fr-par",
    tags: [n % 2 === 0 ? "even" : "odd"],
    encryption: "disabled",
  });
}
