import { readFileSync } from "node:fs";
import { request } from "node:https";
import { describe, expect, it } from "vitest";
import { findVersitygw } from "../../local-cloud/s3/versitygw";
import { errors, type Session, start } from "./support";

const binary = findVersitygw();
const name = binary === undefined ? "objects (skipped: versitygw is not on this machine)" : "objects";
const bucket = "/object-storage/buckets/fr-par/things";

/** Uses a presigned address; gives the status and the body. */
function use(
  session: Session,
  url: string,
  method: string,
  body = "",
  type?: string,
): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const headers = { ...(type === undefined ? {} : { "Content-Type": type }) };
    const sent = request(url, { method, headers, ca: readFileSync(session.cloud.caFile) }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => resolve([answer.statusCode ?? 0, Buffer.concat(parts).toString()]));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function urlFor(session: Session, body: object): Promise<{ url: string; exists: boolean }> {
  return session.ok("POST", `${bucket}/object-url`, body);
}

async function put(session: Session, object: string, body: string): Promise<void> {
  const { url } = await urlFor(session, { name: object, method: "PUT", content_type: "text/plain" });
  expect((await use(session, url, "PUT", body, "text/plain"))[0]).toBe(200);
}

describe.skipIf(binary === undefined)(name, () => {
  const begin = async () => {
    const session = await start({ versitygw: binary ?? false });
    await session.ok("POST", "/object-storage/buckets", { label: "things", region: "fr-par" });
    return session;
  };

  it("are deleted by a snapshot that is put back, which says so", async () => {
    const session = await begin();
    const saved = await session.ok("GET", "/_local/snapshot");
    expect(await session.ok("PUT", "/_local/snapshot", saved)).toEqual({});
    await put(session, "a.txt", "hello");
    const { objects } = await session.ok("PUT", "/_local/snapshot", saved);
    expect(objects).toMatch(/^Deleted.*things/);
    expect((await session.ok("GET", `${bucket}/object-list`)).data).toEqual([]);
  });

  it("are put and read through addresses that allow nothing else", async () => {
    const session = await begin();
    const object = "a folder/b&c+d.txt";
    await put(session, object, "hello");
    const reading = await urlFor(session, { name: object, method: "GET" });
    expect(reading.exists).toBe(true);
    expect(await use(session, reading.url, "GET")).toEqual([200, "hello"]);
    expect((await use(session, reading.url, "DELETE"))[0]).toBe(403);
    expect((await use(session, reading.url.replace("b%26c", "other"), "GET"))[0]).toBe(403);
    const typed = await urlFor(session, { name: object, method: "PUT", content_type: "text/plain" });
    expect((await use(session, typed.url, "PUT", "x", "text/html"))[0]).toBe(403);
    expect((await session.ok("GET", "/object-storage/keys")).results).toBe(0);
  });

  it("are counted in the bucket and in the quotas", async () => {
    const session = await begin();
    for (const [object, body] of [
      ["a", "12345"],
      ["b/c", "123"],
    ] as const)
      await put(session, object, body);
    expect(await session.ok("GET", bucket)).toMatchObject({ objects: 2, size: 8 });
    const usage = (metric: string) =>
      session.ok("GET", `/object-storage/quotas/obj-${metric}-fr-par-1.linodeobjects.com/usage`);
    const used = [await usage("buckets"), await usage("objects"), await usage("bytes")];
    expect(used.map((one) => one.usage)).toEqual([1, 2, 8]);
  });

  it("are listed by parts, with common beginnings", async () => {
    const session = await begin();
    for (const object of ["a", "b/1", "b/2", "c"]) await put(session, object, object);
    const list = (query: string) => session.ok("GET", `${bucket}/object-list?${query}`);
    const names = (page: { data: { name: string }[] }) => page.data.map((one) => one.name);
    const first = await list("page_size=2");
    expect([names(first), first.is_truncated, first.next_marker]).toEqual([["a", "b/1"], true, "b/1"]);
    const second = await list(`page_size=2&marker=${encodeURIComponent(first.next_marker)}`);
    expect([names(second), second.is_truncated, second.next_marker]).toEqual([["b/2", "c"], false, null]);
    expect(names(await list("delimiter=/"))).toEqual(["a", "b/", "c"]);
    expect(names(await list("prefix=b/"))).toEqual(["b/1", "b/2"]);
  });

  it("have access lists of their own while their bucket lasts", async () => {
    const session = await begin();
    await put(session, "a", "x");
    expect((await session.call("GET", `${bucket}/object-acl?name=b`)).status).toBe(404);
    expect((await session.ok("GET", `${bucket}/object-acl?name=a`)).acl).toBe("private");
    await session.ok("PUT", `${bucket}/object-acl`, { name: "a", acl: "public-read" });
    expect((await session.ok("GET", `${bucket}/object-acl?name=a`)).acl_xml).toContain("AllUsers");
    await session.ok("POST", "/object-storage/cancel");
    expect(session.cloud.world.store.count("objectAcl")).toBe(0);
    expect((await session.ok("GET", "/object-storage/buckets")).results).toBe(0);
    expect((await session.ok("GET", "/account/settings")).object_storage).toBe("disabled");
  });
});

describe("keys", () => {
  it("made for no region in particular don't reach the newer endpoints (a trap)", async () => {
    const { ok } = await start();
    const key = await ok("POST", "/object-storage/keys", { label: "key" });
    const regions = key.regions.map((one: { id: string }) => one.id);
    expect(regions).toContain("fr-par");
    expect(regions).not.toContain("de-fra-2");
    expect(regions.filter((one: string) => one === "us-lax")).toHaveLength(2);
  });

  it("that aren't there have a text of their own", async () => {
    const { call } = await start();
    expect(errors(await call("GET", "/object-storage/keys/1"))).toEqual([
      { reason: "The specified access key was not found." },
    ]);
  });
});

describe("buckets", () => {
  it("name a cluster with the older endpoints only, and have CORS only there", async () => {
    const { ok } = await start();
    const make = (label: string, region: string) =>
      ok("POST", "/object-storage/buckets", { label, region, cors_enabled: true });
    expect(await make("older", "fr-par")).toMatchObject({ cluster: "fr-par-1", endpoint_type: "E1" });
    expect(await make("newer", "de-fra-2")).toMatchObject({ cluster: "", endpoint_type: "E3" });
    const cors = async (path: string) => (await ok("GET", `${path}/access`)).cors_enabled;
    expect(await cors("/object-storage/buckets/fr-par-1/older")).toBe(true);
    expect(await cors("/object-storage/buckets/de-fra-2/newer")).toBeNull();
  });
});
