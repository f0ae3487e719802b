import { expect } from "vitest";
import { selfSigned } from "../support/certificate";
import { live } from "../support/lifecycle";
import { region } from "../support/samples";
import type { Client } from "./client";

async function buckets(api: Client): Promise<void> {
  if (!api.offers("getBucket")) return certificateOnly(api);
  await live({
    key: "label",
    create: () => api.call("createBucket", { label: "shelf", region, acl: "private", cors_enabled: true }),
    wanted: { label: "shelf", region, objects: 0, size: 0 },
    read: ({ label }) => api.call("getBucket", region, label),
    list: (_, page, filter) => api.list("getBuckets", [], page, filter),
    between: async ({ label }) => {
      expect(await api.all("getBucketsInRegion", [region])).toMatchObject([{ label }]);
      await api.call("updateBucketAccess", region, label, { acl: "public-read", cors_enabled: false });
      expect(await api.call("getBucketAccess", region, label)).toMatchObject({
        acl: "public-read",
        cors_enabled: false,
      });
      await certificate(api, label);
    },
    remove: ({ label }) => api.call("deleteBucketWithRegion", { region, label }),
  });
  await api.call("createBucket", { label: "old-way", region });
  await api.call("deleteBucket", { cluster: region, label: "old-way" });
}

/** For the command, which leaves buckets to a client of S3. */
async function certificateOnly(api: Client): Promise<void> {
  await api.call("createBucket", { label: "shelf", region });
  await certificate(api, "shelf");
  await api.call("deleteBucket", { cluster: region, label: "shelf" });
}

async function certificate(api: Client, label: string): Promise<void> {
  expect(await api.call("getSSLCert", region, label)).toEqual({ ssl: false });
  const pair = await selfSigned("shelf.bastide.example");
  expect(await api.call("uploadSSLCert", region, label, pair)).toEqual({ ssl: true });
  expect(await api.call("getSSLCert", region, label)).toEqual({ ssl: true });
  await api.call("deleteSSLCert", region, label);
  expect(await api.call("getSSLCert", region, label)).toEqual({ ssl: false });
}

async function keys(api: Client): Promise<void> {
  await api.call("createBucket", { label: "shelf", region });
  await live({
    create: () =>
      api.call("createObjectStorageKeys", {
        label: "reader",
        regions: [region],
        bucket_access: [{ bucket_name: "shelf", region, permissions: "read_only" }],
      }),
    wanted: { label: "reader", limited: true },
    list: (_, page, filter) => api.list("getObjectStorageKeys", [], page, filter),
    update: ({ id }) => api.call("updateObjectStorageKey", id, { label: "reader-2", regions: [region] }),
    changed: { label: "reader-2" },
    remove: ({ id }) => api.call("revokeObjectStorageKey", id),
  });
  await api.call("deleteBucket", { cluster: region, label: "shelf" });
}

async function offers(api: Client): Promise<void> {
  const endpoints = await api.all("getObjectStorageEndpoints");
  expect(endpoints.length).toBeGreaterThan(0);
  if (api.offers("getObjectStorageTypes")) {
    expect((await api.all("getObjectStorageTypes")).length).toBeGreaterThan(0);
  }
  expect((await api.all("getClusters")).length).toBeGreaterThan(0);
  const [quota] = await api.all("getQuotas", ["object-storage", "quotas"]);
  expect(await api.call("getQuota", "object-storage", "quotas", quota?.quota_id)).toEqual(quota);
  expect(await api.call("getQuotaUsage", "object-storage", "quotas", quota?.quota_id)).toHaveProperty(
    "quota_limit",
  );
  await api.call("cancelObjectStorage");
}

async function objects(api: Client): Promise<void> {
  if (!api.offers("getObjectURL")) return;
  await api.call("createBucket", { label: "shelf", region });
  const { url } = await api.call("getObjectURL", region, "shelf", "one.txt", "PUT", {
    content_type: "text/plain",
  });
  expect(url).toMatch(/^https:\/\/.*one\.txt/);
  if (api.offers("getObjectList")) {
    const listed = await api.call("getObjectList", { clusterId: region, bucket: "shelf", params: {} });
    expect(listed.data).toEqual([]);
  }
  // No object was put: this needs nothing that serves objects.
  if (api.offers("getObjectACL")) {
    const one = { clusterId: region, bucket: "shelf", params: { name: "one.txt" } };
    await expect(api.call("getObjectACL", one)).rejects.toThrow(/404/);
    const changed = api.call("updateObjectACL", region, "shelf", "one.txt", "public-read");
    await expect(changed).rejects.toThrow(/404/);
  }
  await api.call("deleteBucket", { cluster: region, label: "shelf" });
}

/** What a client does with object storage. */
export const objectStorage = {
  buckets,
  keys,
  objects,
  "object storage's endpoints, prices and quotas": offers,
};
