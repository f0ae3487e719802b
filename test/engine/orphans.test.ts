import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CloudApi } from "../../engine/offline/create/api";
import { type Creation, removeOrphans, type StateResource, takeInventory } from "../../engine/pulumi/orphans";
import type { Inventory } from "../../engine/pulumi/runRecord";
import { type LocalCloud, startLocalCloud } from "../../local-cloud";

const token = "token-of-the-test";
const tags = ["managed-by:bastide"];
let cloud: LocalCloud;
let api: CloudApi;

beforeEach(async () => {
  cloud = await startLocalCloud({ tokens: [token], versitygw: false });
  api = new CloudApi(cloud.url, token);
});

afterEach(() => cloud.close());

const volume: Creation = {
  urn: "urn:pulumi:dev::demo::linode:index/volume:Volume::data",
  type: "linode:index/volume:Volume",
  inputs: { label: "data", region: "fr-par", size: 20, tags },
};
const address: Creation = {
  urn: "urn:pulumi:dev::demo::linode:index/networkingIp:NetworkingIp::address",
  type: "linode:index/networkingIp:NetworkingIp",
  inputs: { type: "ipv4", public: true, reserved: true, region: "fr-par" },
};
const reserve = () =>
  api.post("/networking/ips", { type: "ipv4", public: true, reserved: true, region: "fr-par" });
const makeVolume = (with_: Record<string, unknown> = {}) =>
  api.post("/volumes", { ...volume.inputs, ...with_ });
const remove = (creations: readonly Creation[], inventory: Inventory, state: readonly StateResource[] = []) =>
  removeOrphans({ api, creations, inventory, state });
const labels = async () => (await api.list("/volumes")).map(({ label }) => label);

describe("what a run has made and the engine doesn't know", () => {
  it("is removed", async () => {
    const inventory = await takeInventory(api, []);
    await makeVolume();
    expect(await remove([volume], inventory)).toEqual(["data"]);
    expect(await labels()).toEqual([]);
  });

  it("is removed with its parts, the parts first", async () => {
    const inventory = await takeInventory(api, []);
    const { id } = await api.post("/domains", {
      domain: "example.org",
      type: "master",
      soa_email: "a@example.org",
    });
    await api.post(`/domains/${id}/records`, { type: "A", name: "api", target: "192.0.2.7" });
    const domain: Creation = {
      urn: "zone",
      type: "linode:index/domain:Domain",
      inputs: { domain: "example.org", type: "master" },
    };
    const record: Creation = {
      urn: "record",
      type: "linode:index/domainRecord:DomainRecord",
      inputs: { domainId: id, recordType: "A", name: "api", target: "192.0.2.7" },
    };
    expect(await remove([domain, record], inventory)).toEqual(["api", "example.org"]);
  });

  it("is an address too that nobody uses and that was not there", async () => {
    const before = await reserve();
    const inventory = await takeInventory(api, []);
    const after = await reserve();
    expect(await remove([address], inventory)).toEqual([String(after.address)]);
    const left = await api.list("/networking/reserved/ips");
    expect(left.map((found) => found.address)).toEqual([before.address]);
  });
});

describe("what somebody else made is left alone:", () => {
  it("the same label, there before the run", async () => {
    await makeVolume();
    expect(await remove([volume], await takeInventory(api, []))).toEqual([]);
    expect(await labels()).toEqual(["data"]);
  });

  it.each([
    ["another label", { label: "other" }],
    ["another region", { region: "de-fra-2" }],
    ["other tags", { tags: ["owner:somebody"] }],
    ["no tags", { tags: [] }],
  ])("%s", async (_what, difference) => {
    const inventory = await takeInventory(api, []);
    await makeVolume(difference);
    expect(await remove([volume], inventory)).toEqual([]);
    expect(await labels()).toHaveLength(1);
  });

  it("what the run never meant to make", async () => {
    const inventory = await takeInventory(api, []);
    await makeVolume();
    expect(await remove([], inventory)).toEqual([]);
    expect(await labels()).toEqual(["data"]);
  });

  it("a record in a zone of the stack, there before the run", async () => {
    const { id } = await api.post("/domains", {
      domain: "example.org",
      type: "master",
      soa_email: "a@example.org",
    });
    const zone = { urn: "zone", type: "linode:index/domain:Domain", id: String(id), inputs: {} };
    await api.post(`/domains/${id}/records`, { type: "A", name: "api", target: "192.0.2.7" });
    const record: Creation = {
      urn: "record",
      type: "linode:index/domainRecord:DomainRecord",
      inputs: { domainId: id, recordType: "A", name: "api", target: "192.0.2.7" },
    };
    expect(await remove([record], await takeInventory(api, [zone]), [zone])).toEqual([]);
    expect(await api.list(`/domains/${id}/records`)).toHaveLength(1);
  });
});

it("leaves what the state has, also where the provider made it twice", async () => {
  const inventory = await takeInventory(api, []);
  const key = { label: "writer", regions: ["fr-par"] };
  const { id } = await api.post("/object-storage/keys", key);
  await api.post("/object-storage/keys", key);
  const creation: Creation = {
    urn: "key",
    type: "linode:index/objectStorageKey:ObjectStorageKey",
    inputs: key,
  };
  expect(await remove([creation], inventory, [{ ...creation, id: String(id) }])).toEqual(["writer"]);
  expect((await api.list("/object-storage/keys")).map((left) => left.id)).toEqual([id]);
});
