import { describe, expect, it } from "vitest";
import { client, errors, linode, start } from "./support";

describe("the API's manners", () => {
  it("wants a token, except for what Linode sells", async () => {
    const { cloud } = await start();
    const bare = await fetch(`${cloud.url}/v4/volumes`);
    expect([bare.status, await bare.json()]).toEqual([401, { errors: [{ reason: "Invalid Token" }] }]);
    expect((await fetch(`${cloud.url}/v4/linode/types?page=100`)).status).toBe(200);
  });

  it("answers application/json and nothing more, in both versions, with times that have no zone", async () => {
    const { cloud, ok } = await start();
    const made = await ok("POST", "/volumes", { label: "data", region: "fr-par" });
    expect(made.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    for (const version of ["v4", "v4beta"]) {
      for (const path of [`volumes/${made.id}`, "volumes/1"]) {
        const answer = await fetch(`${cloud.url}/${version}/${path}`, {
          headers: { Authorization: "Bearer x" },
        });
        expect(answer.headers.get("content-type")).toBe("application/json");
      }
    }
  });

  it("does not know unknown paths, and writes them down as gaps", async () => {
    const { call, ok } = await start();
    expect(errors(await call("GET", "/lke/clusters/12"))).toEqual([{ reason: "Not found" }]);
    expect(await ok("GET", "/_local/gaps")).toEqual([
      { method: "GET", path: "/v4/lke/clusters/:id", count: 1 },
    ]);
    expect((await call("DELETE", "/regions")).status).toBe(405);
  });

  it("accepts the tokens it was given, and those it gives out as far as their scopes go", async () => {
    const { cloud } = await start({ tokens: ["secret"] });
    const owner = client(cloud.url, "secret");
    expect((await client(cloud.url, "other")("GET", "/volumes")).status).toBe(401);
    const { body } = await owner("POST", "/profile/tokens", { label: "reader", scopes: "volumes:read_only" });
    const reader = client(cloud.url, body.token);
    const list = await reader("GET", "/volumes");
    expect([list.status, list.headers.get("x-oauth-scopes")]).toEqual([200, "volumes:read_only"]);
    expect((await reader("POST", "/volumes", { label: "data", region: "fr-par" })).status).toBe(401);
    expect((await reader("GET", "/domains")).status).toBe(401);
    const shown = await owner("GET", `/profile/tokens/${body.id}`);
    expect(shown.body.token).toBe(body.token.slice(0, 16));
    await owner("DELETE", `/profile/tokens/${body.id}`);
    expect((await reader("GET", "/volumes")).status).toBe(401);
  });

  it("refuses tokens that were revoked or have expired, also where any other is accepted", async () => {
    const { cloud, ok } = await start();
    const reader = async (more = {}) => {
      const made = await ok("POST", "/profile/tokens", { label: "r", scopes: "volumes:read_only", ...more });
      return { id: made.id, call: client(cloud.url, made.token) };
    };
    const revoked = await reader();
    await ok("DELETE", `/profile/tokens/${revoked.id}`);
    for (const path of ["/volumes", "/linode/instances"]) {
      const answer = await revoked.call("GET", path);
      expect([answer.status, errors(answer)]).toEqual([401, [{ reason: "Invalid Token" }]]);
      expect(answer.headers.get("x-oauth-scopes")).toBe("unknown");
    }
    const expiry = new Date(cloud.world.clock.now().getTime() + 60_000).toISOString().slice(0, 19);
    const short = await reader({ expiry });
    expect((await short.call("GET", "/volumes")).status).toBe(200);
    cloud.world.clock.advance(61);
    expect((await short.call("GET", "/volumes")).status).toBe(401);
    const saved = await ok("GET", "/_local/snapshot");
    await ok("PUT", "/_local/snapshot", saved);
    expect((await revoked.call("GET", "/volumes")).status).toBe(401);
  });

  it("gives out tokens that may do at most what their maker may", async () => {
    const { cloud, ok, call } = await start();
    const own = "account:read_write volumes:read_only";
    const { token } = await ok("POST", "/profile/tokens", { label: "maker", scopes: own });
    const make = (scopes?: string) =>
      client(cloud.url, token)("POST", "/profile/tokens", { label: "t", scopes });
    for (const scopes of ["volumes:read_write", "linodes:read_only", "account:read_only linodes:read_only"]) {
      const refused = await make(scopes);
      expect([refused.status, refused.body.errors[0].field]).toEqual([400, "scopes"]);
    }
    for (const scopes of ["*", undefined]) expect((await make(scopes)).body.scopes).toBe(own);
    expect((await make("account:read_only")).body.scopes).toBe("account:read_only");
    const whole = await ok("POST", "/profile/tokens", { label: "t", scopes: "volumes:*" });
    expect((await client(cloud.url, whole.token)("GET", "/volumes")).status).toBe(200);
    for (const expiry of ["9999-99-99T99:99:99", "2027-02-30T00:00:00"]) {
      expect((await call("POST", "/profile/tokens", { label: "t", expiry })).status).toBe(400);
    }
  });

  it("filters, sorts and pages its lists", async () => {
    const { ok, call } = await start();
    for (let n = 0; n < 30; n++)
      await ok("POST", "/volumes", { label: `v${n}`, region: "fr-par", size: 10 + (n % 3) });
    const filter = { "X-Filter": '{"size":11,"+order_by":"label","+order":"desc"}' };
    const { data, results } = await ok("GET", "/volumes", undefined, filter);
    expect([results, data[0].label, data.at(-1).label]).toEqual([10, "v7", "v1"]);
    const page = await ok("GET", "/volumes?page=2&page_size=25");
    expect([page.page, page.pages, page.results, page.data.length]).toEqual([2, 2, 30, 5]);
    const bad = await call("GET", "/volumes", undefined, { "X-Filter": '{"foo":1}' });
    expect([bad.status, errors(bad)]).toEqual([400, [{ reason: "Cannot filter on foo", field: "X-Filter" }]]);
  });

  it("refuses bodies in another encoding than UTF-8", async () => {
    const { cloud, ok } = await start();
    const text = '{"label":"tag-ü"}';
    for (const [body, status] of [
      [Buffer.from(text, "utf8"), 200],
      [Buffer.from(text, "latin1"), 400],
      [Buffer.from(text, "utf16le"), 400],
    ] as const) {
      const headers = { Authorization: "Bearer x" };
      const answer = await fetch(`${cloud.url}/v4/tags`, { method: "POST", headers, body });
      expect(answer.status).toBe(status);
    }
    expect((await ok("GET", "/tags")).data).toEqual([{ label: "tag-ü" }]);
  });

  it("refuses bodies that are no JSON objects", async () => {
    const { cloud } = await start();
    for (const body of ["{", "[]", '"x"']) {
      const headers = { Authorization: "Bearer x" };
      expect((await fetch(`${cloud.url}/v4/volumes`, { method: "POST", headers, body })).status).toBe(400);
    }
  });

  it("serves several clients at once without giving anything twice", async () => {
    const { ok } = await start();
    const made = await Promise.all(Array.from({ length: 40 }, () => ok("POST", "/linode/instances", linode)));
    expect(new Set(made.map((one) => one.id)).size).toBe(40);
    expect(new Set(made.map((one) => one.ipv4[0])).size).toBe(40);
  });
});

describe("the control paths", () => {
  it("reset, snapshot and restore", async () => {
    const { ok } = await start();
    await ok("POST", "/volumes", { label: "data", region: "fr-par" });
    const saved = await ok("GET", "/_local/snapshot");
    await ok("POST", "/_local/reset");
    expect((await ok("GET", "/volumes")).results).toBe(0);
    await ok("PUT", "/_local/snapshot", saved);
    expect((await ok("GET", "/volumes")).data[0].label).toBe("data");
    const next = await ok("POST", "/volumes", { label: "more", region: "fr-par" });
    expect((await ok("GET", "/volumes")).results).toBe(2);
    expect(next.id).toBeGreaterThan(saved.tables.volume[0].id);
  });

  it("set the clock's speed and advance it", async () => {
    const { ok } = await start();
    await ok("POST", "/volumes", { label: "data", region: "fr-par" });
    const status = async () => (await ok("GET", "/volumes")).data[0].status;
    expect(await status()).toBe("creating");
    await ok("PUT", "/_local/clock", { advance: 60 });
    expect(await status()).toBe("active");
    expect(await ok("PUT", "/_local/clock", { speed: 50 })).toMatchObject({ speed: 50, jobs: 0 });
  });

  it("tell methods, paths and results, and no more", async () => {
    const { ok } = await start();
    await ok("POST", "/volumes?secret=1", { label: "data", region: "fr-par" });
    const [entry] = await ok("GET", "/_local/requests");
    expect(entry).toMatchObject({ number: 1, method: "POST", path: "/v4/volumes", status: 200 });
    expect(Object.keys(entry).sort()).toEqual(["method", "milliseconds", "number", "path", "status", "time"]);
  });

  it("answer no web page", async () => {
    const { call } = await start();
    expect((await call("POST", "/_local/reset", {}, { Origin: "https://example.org" })).status).toBe(403);
  });
});

describe("other resources", () => {
  it("domains and records keep times that name servers know", async () => {
    const { call, ok } = await start();
    const domain = await ok("POST", "/domains", {
      domain: "example.org",
      type: "master",
      soa_email: "a@example.org",
      ttl_sec: 31,
      tags: null,
    });
    expect(domain).toMatchObject({ ttl_sec: 120, tags: [], status: "active", master_ips: [] });
    const record = await ok("POST", `/domains/${domain.id}/records`, {
      type: "A",
      name: "www",
      target: "203.0.113.4",
      ttl_sec: 30,
    });
    expect(record).toMatchObject({ ttl_sec: 30, priority: 0, service: null });
    expect(
      (await call("POST", "/domains", { domain: "example.org", type: "master", soa_email: "a@example.org" }))
        .status,
    ).toBe(400);
    expect(
      (await call("POST", `/domains/${domain.id}/records`, { type: "A", name: "x", target: "nope" })).status,
    ).toBe(400);
    await ok("DELETE", `/domains/${domain.id}`);
    expect((await call("GET", `/domains/${domain.id}/records/${record.id}`)).status).toBe(404);
  });

  it("tags are listed, looked up and removed", async () => {
    const { ok, call } = await start();
    const volume = await ok("POST", "/volumes", { label: "data", region: "fr-par", tags: ["blue"] });
    await ok("POST", "/tags", { label: "loose" });
    expect((await ok("GET", "/tags")).data).toEqual([{ label: "blue" }, { label: "loose" }]);
    expect((await ok("GET", "/tags/blue")).data).toMatchObject([{ type: "volume", data: { id: volume.id } }]);
    await ok("DELETE", "/tags/blue");
    expect((await ok("GET", `/volumes/${volume.id}`)).tags).toEqual([]);
    expect((await call("GET", "/tags/blue")).status).toBe(404);
  });

  it("keys for object storage show their secret once", async () => {
    const { ok } = await start();
    const made = await ok("POST", "/object-storage/keys", { label: "key" });
    expect(made.secret_key).toHaveLength(40);
    expect(await ok("GET", `/object-storage/keys/${made.id}`)).toMatchObject({
      secret_key: "[REDACTED]",
      limited: false,
      bucket_access: null,
    });
  });

  it("events can be marked as seen, with all before them", async () => {
    const { ok } = await start();
    for (const label of ["one", "two", "three"]) await ok("POST", "/vpcs", { label, region: "fr-par" });
    const { data } = await ok("GET", "/account/events");
    await ok("POST", `/account/events/${data[1].id}/seen`);
    const seen = (await ok("GET", "/account/events")).data.map((event: { seen: boolean }) => event.seen);
    expect(seen).toEqual([true, true, false]);
  });
});
