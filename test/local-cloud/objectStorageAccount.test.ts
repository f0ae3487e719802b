import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { errors, start } from "./support";

describe("a bucket", () => {
  it("is listed by region, and lets itself be opened and closed under the newer method too", async () => {
    const { ok } = await start();
    await ok("POST", "/object-storage/buckets", { label: "here", region: "fr-par" });
    await ok("POST", "/object-storage/buckets", { label: "there", region: "de-fra-2" });
    expect((await ok("GET", "/object-storage/buckets/fr-par")).data).toMatchObject([{ label: "here" }]);
    const path = "/object-storage/buckets/fr-par/here/access";
    await ok("PUT", path, { acl: "public-read", cors_enabled: true });
    expect(await ok("GET", path)).toMatchObject({ acl: "public-read", cors_enabled: true });
    await ok("PUT", path, { acl: "private" });
    expect(await ok("GET", path)).toMatchObject({ acl: "private", cors_enabled: true });
  });

  it("takes one certificate with its own key, and no other", async () => {
    const { ok, call, cloud } = await start();
    await ok("POST", "/object-storage/buckets", { label: "here", region: "fr-par" });
    const path = "/object-storage/buckets/fr-par/here/ssl";
    expect(await ok("GET", path)).toEqual({ ssl: false });
    const folder = dirname(cloud.caFile);
    const certificate = readFileSync(join(folder, "server.pem"), "utf8");
    const private_key = readFileSync(join(folder, "server-key.pem"), "utf8");
    expect(errors(await call("POST", path, { certificate: "no", private_key }))).toEqual([
      { reason: "Must be a certificate and its private key in PEM format", field: "certificate" },
    ]);
    const other = readFileSync(cloud.caFile, "utf8");
    expect(errors(await call("POST", path, { certificate: other, private_key }))).toEqual([
      { reason: "private_key must belong to certificate", field: "private_key" },
    ]);
    expect(await ok("POST", path, { certificate, private_key })).toEqual({ ssl: true });
    expect(errors(await call("POST", path, { certificate, private_key }))).toEqual([
      { reason: "The bucket already has a certificate. Delete it first." },
    ]);
    await ok("DELETE", path);
    expect(await ok("GET", path)).toEqual({ ssl: false });
  });
});

describe("what the account may store", () => {
  it("is told by endpoint, with what is used of it", async () => {
    const { ok, call } = await start();
    await ok("POST", "/object-storage/buckets", { label: "here", region: "fr-par" });
    const path = "/object-storage/quotas";
    const { data } = await ok("GET", `${path}?page_size=500`);
    const used: number[] = [];
    for (const one of data.filter(({ quota_type }: { quota_type: string }) => quota_type === "obj-buckets")) {
      expect(await ok("GET", `${path}/${one.quota_id}`)).toEqual(one);
      const { usage, quota_limit } = await ok("GET", `${path}/${one.quota_id}/usage`);
      expect(quota_limit).toBe(one.quota_limit);
      used.push(usage);
    }
    expect(used.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect((await call("GET", `${path}/none`)).status).toBe(404);
  });

  it("counts keys over all endpoints, and traffic that never is", async () => {
    const { ok, call } = await start();
    const path = "/object-storage/global-quotas";
    const { data } = await ok("GET", path);
    expect(data).toMatchObject([{ quota_id: "keys", resource_metric: "key" }]);
    expect(await ok("GET", `${path}/keys`)).toEqual(data[0]);
    const made = await ok("POST", "/object-storage/keys", { label: "one" });
    expect(await ok("GET", `${path}/keys/usage`)).toMatchObject({
      usage: 1,
      quota_limit: data[0].quota_limit,
    });
    const changed = await ok("PUT", `/object-storage/keys/${made.id}`, {
      label: "two",
      regions: ["de-fra-2"],
    });
    expect(changed).toMatchObject({ id: made.id, label: "two", regions: [{ id: "de-fra-2" }] });
    expect((await call("GET", `${path}/none`)).status).toBe(404);
    expect(await ok("GET", "/object-storage/transfer")).toEqual({ used: 0 });
  });
});
