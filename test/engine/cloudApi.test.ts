import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ApiError, CloudApi, mayHaveWorked, NoAnswer } from "../../engine/offline/create/api";
import { JobFailed, until } from "../../engine/offline/create/jobs";
import { openPack } from "../../engine/offline/packProcess";
import { type OfflinePreview, previewOffline } from "../../engine/offline/preview";
import { destroyOffline, upOffline } from "../../engine/offline/up";
import { readStackConfig } from "../../engine/stackConfig";
import { type LocalCloud, startLocalCloud } from "../../local-cloud";
import { packFolder, program } from "./support";

const token = "token-of-the-test";
const domain = { domain: "example.org", type: "master", soa_email: "a@example.org" };
let cloud: LocalCloud;
let api: CloudApi;

beforeEach(async () => {
  cloud = await startLocalCloud({ tokens: [token], versitygw: false });
  api = new CloudApi(cloud.url, token);
});

afterEach(() => cloud.close());

async function fault(rule: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${cloud.url}/_local/faults`, { method: "POST", body: JSON.stringify(rule) });
  expect(response.status).toBe(200);
}

async function calm(): Promise<void> {
  await fetch(`${cloud.url}/_local/faults`, { method: "DELETE" });
}

describe("a client of the local cloud", () => {
  it.each(["502", "503", "504", "500", "drop", "half", "429"])("reads again after %s", async (effect) => {
    await fault({ effect, times: 2, retryAfter: 0 });
    expect(await api.list("/domains")).toEqual([]);
  });

  it.each(["502", "503", "504", "500", "drop", "half"])(
    "asks once only for something new, and says after %s that it may be there",
    async (effect) => {
      await fault({ effect, method: "POST", when: "after", times: 1 });
      const error = await api.post("/domains", domain).catch((caught: unknown) => caught);
      expect(error).toSatisfy((caught) => caught instanceof ApiError || caught instanceof NoAnswer);
      expect(mayHaveWorked(error)).toBe(true);
      expect(await api.list("/domains")).toHaveLength(1);
    },
  );

  it("asks again for something new after a rate limit, since nothing was made", async () => {
    await fault({ effect: "429", method: "POST", times: 2 });
    expect(await api.post("/domains", domain)).toMatchObject({ domain: "example.org" });
  });

  it("knows a refusal from an answer that was lost", async () => {
    await api.post("/domains", domain);
    const refused = await api.post("/domains", domain).catch((caught: unknown) => caught);
    expect(refused).toBeInstanceOf(ApiError);
    expect(mayHaveWorked(refused)).toBe(false);
  });

  it("does not wait for what a failed job won't bring about", async () => {
    await fault({ effect: "fail-job", action: "volume_create" });
    const { id } = await api.post("/volumes", { label: "lost", region: "fr-par", size: 20 });
    const path = `/volumes/${id}`;
    const waited = until(api, path, ({ status }) => status === "active", "active");
    await expect(waited).rejects.toBeInstanceOf(JobFailed);
  });
});

describe("an offline run while requests and jobs fail", () => {
  let folder: string;
  let preview: OfflinePreview;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "bastide-faults-"));
    const config = readStackConfig(program, "dev");
    const pack = openPack(packFolder, { project: "fixture", stack: "dev", values: config.values });
    preview = await previewOffline({ project: program, stack: "dev", config, pack });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const access = () => ({ url: cloud.url, token, s3Endpoint: "", caFile: "" });
  const up = () => upOffline({ project: program, stack: "dev", folder, preview, cloud: access(), own: {} });
  const collections = [
    "/linode/instances",
    "/volumes",
    "/vpcs",
    "/networking/firewalls",
    "/domains",
    "/networking/reserved/ips",
    "/object-storage/keys",
  ];
  const counts = () => Promise.all(collections.map(async (path) => (await api.list(path)).length));

  it.each([
    ["every first answer to a creation is lost", { effect: "drop", method: "POST", when: "after", times: 9 }],
    [
      "a third of all requests meet a broken gateway",
      { effect: "502", when: "either", probability: 0.33, seed: 3 },
    ],
    ["the first server can't boot", { effect: "fail-job", action: "linode_boot", times: 1 }],
    ["the first volume can't be made", { effect: "fail-job", action: "volume_create", times: 1 }],
  ])("makes each resource once where %s", async (_what, rule) => {
    await fault(rule);
    expect(await up()).toEqual({ made: 9, total: 9 });
    await calm();
    expect(await counts()).toEqual([1, 1, 1, 1, 1, 1, 0]);
    const [server] = await api.list("/linode/instances");
    expect(server?.status).toBe("running");
  });

  it.each([
    ["answers to deletions are lost", { effect: ["drop", "502"], method: "DELETE", when: "after", times: 6 }],
    ["the volume's detachment fails", { effect: "fail-job", action: "volume_detach", times: 1 }],
  ])("leaves nothing where %s", async (_what, rule) => {
    await up();
    await fault(rule);
    await destroyOffline({ folder, cloud: access(), own: {} });
    await calm();
    expect(await counts()).toEqual(collections.map(() => 0));
  });
});
