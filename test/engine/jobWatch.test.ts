import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CloudApi } from "../../engine/offline/create/api";
import { JobWatch } from "../../engine/pulumi/jobWatch";
import { type LocalCloud, startLocalCloud } from "../../local-cloud";

const token = "token-of-the-test";
let cloud: LocalCloud;
let api: CloudApi;
let watch: JobWatch;
let ours: Set<string>;
let before: Set<string>;

beforeEach(async () => {
  cloud = await startLocalCloud({ tokens: [token], versitygw: false });
  api = new CloudApi(cloud.url, token);
  ours = new Set(["ours"]);
  before = new Set();
  watch = new JobWatch(api, {
    concerns: (label) => ours.has(label),
    wasThere: (collection, id) => before.has(`${collection}/${id}`),
  });
});

afterEach(async () => {
  await watch.stop();
  await cloud.close();
});

async function failNext(action: string): Promise<void> {
  const rule = { effect: "fail-job", action, times: 1 };
  const response = await fetch(`${cloud.url}/_local/faults`, { method: "POST", body: JSON.stringify(rule) });
  expect(response.status).toBe(200);
}

const makeServer = (label: string) =>
  api.post("/linode/instances", {
    label,
    region: "fr-par",
    type: "g6-nanode-1",
    image: "linode/debian13",
    root_pass: "a-password-Of-The-Test-42",
  });
const makeVolume = (label: string) => api.post("/volumes", { label, region: "fr-par", size: 20 });
const patience = { timeout: 8_000, interval: 100 };

describe("the watch over the platform's jobs", () => {
  it("boots a server again whose boot failed", async () => {
    await failNext("linode_boot");
    const { id } = await makeServer("ours");
    await expect
      .poll(async () => (await api.get(`/linode/instances/${id}`)).status, patience)
      .toBe("running");
    expect(watch.mended).toEqual(["linode_boot of ours"]);
  });

  it.each([
    ["linode_create", "/linode/instances", makeServer],
    ["volume_create", "/volumes", makeVolume],
  ])("removes what %s failed to make, so that it is made anew", async (action, collection, make) => {
    await failNext(action);
    const { id } = await make("ours");
    await expect.poll(() => api.find(`${collection}/${id}`), patience).toBeUndefined();
    // Its boot fails too, and asking for another would make it look well.
    await watch.stop();
    expect(watch.mended).toEqual([`${action} of ours`]);
  });

  it("asks for a detachment again", async () => {
    const { id: server } = await makeServer("ours");
    const { id } = await api.post("/volumes", { label: "ours", size: 20, linode_id: server });
    await expect.poll(async () => (await api.get(`/volumes/${id}`)).status, patience).toBe("active");
    await failNext("volume_detach");
    await api.post(`/volumes/${id}/detach`, {});
    await expect.poll(async () => (await api.get(`/volumes/${id}`)).linode_id, patience).toBeNull();
    await expect.poll(() => watch.mended, patience).toEqual(["volume_detach of ours"]);
  });

  it("touches nothing that the run is not about, and removes nothing that was there", async () => {
    await failNext("volume_create");
    const { id: foreign } = await makeVolume("foreign");
    await failNext("volume_create");
    const answer = await makeVolume("ours");
    before.add(`/volumes/${answer.id}`);
    await expect.poll(() => watch.mended, patience).toEqual(["volume_create of ours"]);
    expect((await api.list("/volumes")).map(({ id }) => id)).toEqual([foreign, answer.id]);
  });
});
