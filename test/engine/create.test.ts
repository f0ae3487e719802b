import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CloudApi } from "../../engine/offline/create/api";
import { Ledger } from "../../engine/offline/create/ledger";
import { openPack } from "../../engine/offline/packProcess";
import { type OfflinePreview, previewOffline } from "../../engine/offline/preview";
import { destroyOffline, upOffline } from "../../engine/offline/up";
import { readStackConfig } from "../../engine/stackConfig";
import { type LocalCloud, startLocalCloud } from "../../local-cloud";
import { packFolder, program } from "./support";

const token = "token-of-the-test";
let cloud: LocalCloud;
let api: CloudApi;
let folder: string;
let preview: OfflinePreview;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bastide-create-"));
  cloud = await startLocalCloud({ tokens: [token], versitygw: false });
  api = new CloudApi(cloud.url, token);
  const config = readStackConfig(program, "dev");
  const pack = openPack(packFolder, { project: "fixture", stack: "dev", values: config.values });
  preview = await previewOffline({ project: program, stack: "dev", config, pack });
});

afterEach(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true });
});

const access = () => ({ url: cloud.url, token, s3Endpoint: "", caFile: "" });
const up = (with_ = preview) =>
  upOffline({ project: program, stack: "dev", folder, preview: with_, cloud: access(), own: {} });
const destroy = () => destroyOffline({ folder, cloud: access(), own: {} });

const collections = [
  "/linode/instances",
  "/volumes",
  "/vpcs",
  "/networking/firewalls",
  "/domains",
  "/networking/reserved/ips",
];
const counts = () => Promise.all(collections.map(async (path) => (await api.list(path)).length));
const nothing = collections.map(() => 0);

/** Forgets that a resource was made, as a run that is killed between the API's answer and the record does. */
function forget(name: string): void {
  const file = join(folder, "offline.jsonl");
  const lines = readFileSync(file, "utf8").split("\n");
  const kept = lines.filter((line) => !isMade(line, name) && !line.includes('"complete"'));
  expect(kept.length).toBe(lines.length - 2);
  writeFileSync(file, `${kept.join("\n")}\n{"made":{"urn":"torn`);
}

function isMade(line: string, name: string): boolean {
  const { made } = (line === "" ? {} : JSON.parse(line)) as { made?: { urn: string } };
  return made?.urn.endsWith(`::${name}`) ?? false;
}

describe("an offline up", () => {
  it("creates the resources with real ids and waits for them", async () => {
    expect(await up()).toEqual({ made: 9, total: 9 });
    const [instance] = await api.list("/linode/instances");
    expect(instance).toMatchObject({ label: "demo-instance", status: "running", disk_encryption: "enabled" });
    const [volume] = await api.list("/volumes");
    expect(volume).toMatchObject({ linode_id: instance?.id, status: "active", encryption: "enabled" });
    const firewalls = await api.list(`/linode/instances/${instance?.id}/firewalls`);
    expect(firewalls.map(({ label }) => label)).toEqual(["demo-firewall"]);
    expect(await counts()).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("changes nothing the second time", async () => {
    await up();
    const before = await counts();
    expect(await up()).toEqual({ made: 0, total: 9 });
    expect(await counts()).toEqual(before);
  });

  it.each(["demo-instance", "demo-inner-volume", "demo-address", "record"])(
    "finds what a killed run had made and not recorded: %s",
    async (name) => {
      await up();
      const before = await counts();
      forget(name);
      expect((await up()).made).toBe(1);
      expect(await counts()).toEqual(before);
    },
  );

  it("keeps generated passwords over a resumed run", async () => {
    await up();
    const ledger = Ledger.open(folder);
    const password = [...ledger.made.values()].find(({ type }) => type.endsWith(":RandomPassword"));
    forget("demo-inner-volume");
    await up();
    const after = Ledger.open(folder).made.get(password?.urn ?? "");
    expect(password && ledger.open(password)).toEqual(after && Ledger.open(folder).open(after));
  });

  it("writes no secret in plain text, and only for its owner to read", async () => {
    await up();
    const ledger = Ledger.open(folder);
    const password = [...ledger.made.values()].find(({ type }) => type.endsWith(":RandomPassword"));
    const { outputs } = ledger.open(password ?? expect.fail("no password"));
    const { value } = outputs.result as { value: string };
    expect(value).toMatch(/^[A-Za-z0-9]{24}$/);
    for (const file of readdirSync(folder)) {
      const content = readFileSync(join(folder, file), "latin1");
      expect(content).not.toContain(value);
      expect(content).not.toContain(Buffer.from(value).toString("base64").slice(0, 28));
      expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
    }
  });

  it("refuses a plan that differs from what is up, and changes nothing", async () => {
    await up();
    const before = await counts();
    const resources = preview.resources.map((resource) =>
      resource.name === "demo-firewall"
        ? { ...resource, inputs: { ...resource.inputs, label: "other" } }
        : resource,
    );
    await expect(up({ ...preview, resources })).rejects.toThrow(/1 changed \(demo-firewall\)/);
    expect(await counts()).toEqual(before);
  });

  it("says so when the cloud has lost what is recorded", async () => {
    await up();
    const [domain] = await api.list("/domains");
    await api.remove(`/domains/${domain?.id}`);
    await expect(up()).rejects.toThrow(/no longer has 2 .*zone/);
  });

  it("refuses types that only their provider can make, before anything is made", async () => {
    const [any] = preview.resources.filter(({ custom }) => custom);
    const strange = { ...(any ?? expect.fail()), type: "other:index:Thing", urn: "urn:x" };
    await expect(up({ ...preview, resources: [...preview.resources, strange] })).rejects.toThrow(
      /other:index:Thing/,
    );
    expect(await counts()).toEqual(nothing);
  });

  it("reports what the API refuses, with the resource's name, and can go on", async () => {
    await api.post("/domains", { domain: "account.example.org", type: "master", soa_email: "a@example.org" });
    await expect(up()).rejects.toThrow(/zone \(linode:index\/domain:Domain\) was not made: .*\(400\)/);
    const [domain] = await api.list("/domains");
    await api.remove(`/domains/${domain?.id}`);
    expect((await up()).total).toBe(9);
    expect(await counts()).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe("an offline destroy", () => {
  it("leaves the cloud empty and no record", async () => {
    await up();
    expect(await destroy()).toBe(9);
    expect(await counts()).toEqual(nothing);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("removes what a half-done run left and did not record", async () => {
    await up();
    forget("demo-instance");
    await destroy();
    expect(await counts()).toEqual(nothing);
  });

  it("can be repeated after it was interrupted", async () => {
    await up();
    cpSync(folder, `${folder}.copy`, { recursive: true });
    await destroy();
    rmSync(folder, { recursive: true });
    cpSync(`${folder}.copy`, folder, { recursive: true });
    rmSync(`${folder}.copy`, { recursive: true });
    await destroy();
    expect(await counts()).toEqual(nothing);
  });
});
