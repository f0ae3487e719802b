import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { linodeApi } from "../../../infra/provider/linodeApi";
import { isStale, TemporaryKeys } from "../../../infra/provider/temporaryKeys";
import { refusal, type SeenRequest, type StubAnswer, stubApi } from "../../support/infraStubApi";

vi.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

interface StoredKey {
  id: number;
  label: string;
}

/** Linode's keys, with what goes wrong. */
async function keyStore(
  stored: StoredKey[],
  broken: (request: SeenRequest) => StubAnswer | undefined = () => undefined,
) {
  let next = 100;
  const stub = await stubApi((request) => {
    const fault = broken(request);
    if (fault !== undefined) return fault;
    if (request.method === "GET") return { body: { data: stored } };
    if (request.method === "POST") {
      const { label, ...scope } = request.body as {
        label: string;
        regions?: string[];
        bucket_access?: { region: string }[];
      };
      const regions = scope.regions ?? (scope.bucket_access ?? []).map(({ region }) => region);
      next += 1;
      stored.push({ id: next, label });
      const endpoints = regions.map((id) => ({ id, s3_endpoint: `${id}.example.test` }));
      return {
        body: {
          id: next,
          label,
          access_key: `A${next}`,
          secret_key: "S",
          regions: id404(regions) ? [] : endpoints,
        },
      };
    }
    const id = Number(request.path.split("/").at(-1));
    const index = stored.findIndex((key) => key.id === id);
    if (index < 0) return refusal(404, "Not found");
    stored.splice(index, 1);
    return {};
  });
  return { ...stub, stored, keys: new TemporaryKeys(linodeApi(stub.environment)) };
}

const id404 = (regions: readonly string[]) => regions.includes("no-store");
const label = (ageMs: number) => `bastide-temporary-${(Date.now() - ageMs).toString(36)}-abc123`;
const hour = 3_600_000;

describe("temporary keys", () => {
  let store: Awaited<ReturnType<typeof keyStore>>;
  beforeEach(async () => {
    store = await keyStore([]);
  });

  it("live for one operation, unlimited in one region", async () => {
    const seen = await store.keys.use("fr-par", async (key) => {
      expect(store.stored).toHaveLength(1);
      return key;
    });
    expect(seen).toMatchObject({ accessKey: "A101", endpoint: "fr-par.example.test" });
    expect(store.stored).toEqual([]);
    const made = store.requests.find((request) => request.method === "POST")?.body as Record<string, unknown>;
    expect(made).toEqual({
      label: expect.stringMatching(/^bastide-temporary-[0-9a-z]+-[0-9a-f]{6}-[0-9a-z]+-[0-9a-f]{6}$/),
      regions: ["fr-par"],
    });
    expect(String(made.label).length).toBeLessThanOrEqual(50);
  });

  it("open one bucket alone where it is named, beside one for its whole region", async () => {
    await Promise.all([
      store.keys.use("fr-par", async () => undefined),
      store.keys.use("fr-par", async ({ endpoint }) => expect(endpoint).toBe("fr-par.example.test"), "one"),
    ]);
    const made = store.requests.filter(({ method }) => method === "POST").map(({ body }) => body);
    expect(made).toContainEqual({
      label: expect.any(String),
      bucket_access: [{ bucket_name: "one", region: "fr-par", permissions: "read_write" }],
    });
    expect(made).toContainEqual({ label: expect.any(String), regions: ["fr-par"] });
    expect(store.stored).toEqual([]);
  });

  it("are gone after a failure, which is what is told", async () => {
    await expect(
      store.keys.use("fr-par", () => Promise.reject(new Error("the operation's own"))),
    ).rejects.toThrow("the operation's own");
    expect(store.stored).toEqual([]);
  });

  it("tell the operation's failure even where the key can't be removed", async () => {
    const stuck = await keyStore([], ({ method }) => (method === "DELETE" ? refusal(400, "No.") : undefined));
    await expect(
      stuck.keys.use("fr-par", () => Promise.reject(new Error("the operation's own"))),
    ).rejects.toThrow("the operation's own");
    await expect(stuck.keys.use("fr-par", async () => "done")).rejects.toThrow(
      "remove the temporary object storage key",
    );
  });

  it("are shared by operations at the same time in one region, and removed by the last", async () => {
    let most = 0;
    const work = async () => {
      most = Math.max(most, store.stored.length);
      await new Promise((resolve) => setImmediate(resolve));
    };
    await Promise.all([
      store.keys.use("fr-par", work),
      store.keys.use("fr-par", work),
      store.keys.use("de-fra-2", work),
      store.keys.use("fr-par", () => Promise.reject(new Error("one fails"))).catch(work),
    ]);
    expect(most).toBeLessThanOrEqual(2);
    expect(store.stored).toEqual([]);
    expect(store.requests.filter((request) => request.method === "POST")).toHaveLength(2);
  });

  it("are made anew after the last operation", async () => {
    await store.keys.use("fr-par", async () => undefined);
    const second = await store.keys.use("fr-par", async (key) => key.accessKey);
    expect(second).toBe("A102");
  });

  it("that an interrupted run has left are swept, once, and no other key", async () => {
    const left = await keyStore([
      { id: 1, label: label(2 * hour) },
      { id: 2, label: label(hour / 2) },
      { id: 3, label: "somebody's own" },
      { id: 4, label: "bastide-temporary-" },
      { id: 5, label: "account-fr-par-backup-writer" },
    ]);
    await left.keys.use("fr-par", async () => undefined);
    await left.keys.use("fr-par", async () => undefined);
    expect(left.stored.map((key) => key.id)).toEqual([2, 3, 4, 5]);
    expect(left.requests.filter((request) => request.method === "GET")).toHaveLength(1);
  });

  it("whose process has ended are stale at once; those of one that runs are not", () => {
    const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 6);
    const made = Date.now().toString(36);
    const of = (pid: number) => `bastide-temporary-${made}-${machine}-${pid.toString(36)}-abcdef`;
    expect(isStale(of(2 ** 22 + 1), Date.now())).toBe(true);
    expect(isStale(of(process.pid), Date.now())).toBe(false);
    expect(isStale(`bastide-temporary-${made}-000000-${(2 ** 22 + 1).toString(36)}-abcdef`, Date.now())).toBe(
      false,
    );
  });

  it("that another run sweeps at the same moment stop nobody", async () => {
    const gone = await keyStore([{ id: 1, label: label(2 * hour) }], ({ method, path }) =>
      method === "DELETE" && path.endsWith("/1") ? refusal(404, "Not found") : undefined,
    );
    expect(await gone.keys.use("fr-par", async () => "done")).toBe("done");
  });

  it("are tried again after a list that could not be had", async () => {
    let refused = false;
    const flaky = await keyStore([], ({ method }) => {
      if (method !== "GET" || refused) return undefined;
      refused = true;
      return refusal(400, "Not just now.");
    });
    await expect(flaky.keys.use("fr-par", async () => "done")).rejects.toThrow("Not just now.");
    expect(await flaky.keys.use("fr-par", async () => "done")).toBe("done");
  });

  it("are not left where a region has no store", async () => {
    await expect(store.keys.use("no-store", async () => undefined)).rejects.toThrow(
      "Linode names no object storage endpoint for no-store. Choose a region with Object Storage.",
    );
    expect(store.stored).toEqual([]);
  });
});
