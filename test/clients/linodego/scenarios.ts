import { expect } from "vitest";
import { makeLinode } from "../scenarios/instances";
import type { View } from "../support/lifecycle";
import { otherRegion, region, rules } from "../support/samples";
import { asClient } from "./adapter";
import type { Linodego } from "./client";

/** One of linodego's own calls, by its own name. */
type Call = (method: string, ...args: readonly unknown[]) => Promise<View>;

type Scenario = (call: Call, linodego: Linodego) => Promise<void>;

const patience = 30;

const addresses: Scenario = async (call, linodego) => {
  const { id, ipv4 } = await makeLinode(asClient(linodego, {}), { label: "one" });
  const [address] = ipv4;
  expect(await call("GetInstanceIPAddress", id, address)).toMatchObject({ address, linode_id: id });
  // Both ways to ask for the name that Linode gives.
  const { rdns } = await call("GetIPAddress", address);
  expect(await call("UpdateInstanceIPAddress", id, address, { rdns: null })).toMatchObject({ rdns });
  expect(await call("UpdateIPAddressV2", address, { rdns: null })).toMatchObject({ rdns });
  const reserved = await call("ReserveIPAddress", { region });
  expect(await call("GetReservedIPAddress", reserved.address)).toMatchObject({ reserved: true, region });
  expect(await call("ListReservedIPAddresses")).toMatchObject([{ address: reserved.address }]);
  const assigned = { type: "ipv4", public: true, address: reserved.address };
  expect(await call("AssignInstanceReservedIP", id, assigned)).toMatchObject({ linode_id: id });
  await call("DeleteInstance", id);
  await call("DeleteReservedIPAddress", reserved.address);
  expect(await call("ListReservedIPAddresses")).toEqual([]);
  await expect(call("GetIPv6Pool", "2001:db8::")).rejects.toThrow(/404/);
};

const shortcuts: Scenario = async (call, linodego) => {
  const made = await makeLinode(asClient(linodego, {}), { label: "old-name" });
  expect(await call("RenameInstance", made.id, "name")).toMatchObject({ label: "name" });
  const [config] = (await call("ListInstanceConfigs", made.id)) as View[];
  expect(await call("RenameInstanceConfig", made.id, config?.id, "main")).toMatchObject({ label: "main" });
  const [disk] = (await call("ListInstanceDisks", made.id)) as View[];
  expect(await call("RenameInstanceDisk", made.id, disk?.id, "root")).toMatchObject({ label: "root" });
  await expect(call("MutateInstance", made.id)).rejects.toThrow(/400/);
  expect(await call("ListInstanceNodeBalancers", made.id)).toEqual([]);
  const now = new Date();
  const month = [now.getUTCFullYear(), now.getUTCMonth() + 1];
  expect(await call("GetInstanceTransferMonthly", made.id, ...month)).toHaveProperty("bytes_total");
  if (linodego.offered.includes("UpdateInstanceFirewalls")) {
    const { id } = await call("CreateFirewall", { label: "wall", rules });
    const walls = { firewall_ids: [id] };
    expect(await call("UpdateInstanceFirewalls", made.id, walls)).toMatchObject([{ id }]);
    await call("DeleteFirewall", id);
  }
  await call("DeleteInstance", made.id);
};

const waiting: Scenario = async (call, linodego) => {
  const before = new Date(Date.now() - 60_000).toISOString();
  const { id } = await makeLinode(asClient(linodego, {}), { label: "slow" });
  expect(await call("WaitForInstanceStatus", id, "running", patience)).toMatchObject({ id });
  expect(await call("WaitForEventFinished", id, "linode", "linode_boot", before, patience)).toMatchObject({
    action: "linode_boot",
    status: "finished",
  });
  const [disk] = (await call("ListInstanceDisks", id)) as View[];
  expect(await call("WaitForInstanceDiskStatus", id, disk?.id, "ready", patience)).toMatchObject({
    id: disk?.id,
  });
  await call("WaitForResourceFree", "linode", id, patience);
  await call("EnableInstanceBackups", id);
  const snapshot = await call("CreateInstanceSnapshot", id, "now");
  await call("WaitForSnapshotStatus", id, snapshot.id, "successful", patience);
  expect(await call("GetInstanceSnapshot", id, snapshot.id)).toMatchObject({ label: "now" });
  await call("WaitForResourceFree", "linode", id, patience);
  await waitingForVolumes(call, id, linodego);
  await waitingForImages(call, disk?.id);
  await call("DeleteInstance", id);
};

async function waitingForVolumes(call: Call, linode: number, linodego: Linodego): Promise<void> {
  const { id } = await call("CreateVolume", { label: "data", region, size: 20 });
  await call("WaitForVolumeStatus", id, "active", patience);
  await call("AttachVolume", id, { linode_id: linode });
  expect(await call("WaitForVolumeLinodeID", id, linode, patience)).toMatchObject({ linode_id: linode });
  if (linodego.offered.includes("WaitForVolumeIOReadyStatus")) {
    expect(await call("WaitForVolumeIOReadyStatus", id, true, patience)).toMatchObject({ io_ready: true });
  }
  await call("DetachVolume", id);
  await call("WaitForVolumeLinodeID", id, null, patience);
  await call("DeleteVolume", id);
}

async function waitingForImages(call: Call, disk_id: number): Promise<void> {
  const { id } = await call("CreateImage", { disk_id, label: "golden" });
  await call("WaitForImageStatus", id, "available", patience);
  await call("ReplicateImage", id, { regions: [region, otherRegion] });
  expect(await call("WaitForImageRegionStatus", id, otherRegion, "available")).toMatchObject({ id });
  await call("DeleteImage", id);
}

const storage: Scenario = async (call) => {
  await call("CreateObjectStorageBucket", { label: "shelf", region });
  const access = { acl: "authenticated-read", cors_enabled: false };
  await call("UpdateObjectStorageBucketAccess", region, "shelf", access);
  expect(await call("GetObjectStorageBucketAccess", region, "shelf")).toMatchObject(access);
  expect(await call("GetObjectStorageBucketCert", region, "shelf")).toMatchObject({ ssl: false });
  await expect(
    call("UploadObjectStorageBucketCert", region, "shelf", { certificate: "none", private_key: "none" }),
  ).rejects.toThrow(/400/);
  const { id } = await call("CreateObjectStorageKey", { label: "reader", regions: [region] });
  expect(await call("GetObjectStorageKey", id)).toMatchObject({ id, label: "reader" });
  await call("DeleteObjectStorageKey", id);
  expect(await call("GetObjectStorageTransfer")).toHaveProperty("used");
  await expect(call("GetObjectStorageCluster", "none-1")).rejects.toThrow(/404/);
  await call("DeleteObjectStorageBucket", region, "shelf");
};

const network: Scenario = async (call, linodego) => {
  const vpc = await call("CreateVPC", { label: "net", region });
  expect(await call("ListVPCIPAddresses", vpc.id)).toEqual([]);
  for (const [method, ...args] of [["ListAllVPCIPv6Addresses"], ["ListVPCIPv6Addresses", vpc.id]] as const) {
    if (linodego.offered.includes(method)) expect((await call(method, ...args)) ?? []).toEqual([]);
  }
  await call("DeleteVPC", vpc.id);
  const interfaces = [{ purpose: "public" }, { purpose: "vlan", label: "lan", ipam_address: "10.9.0.1/24" }];
  const made = await makeLinode(asClient(linodego, {}), { label: "on-lan", interfaces });
  expect(await call("GetVLANIPAMAddress", made.id, "lan")).toBe("10.9.0.1/24");
  await call("DeleteInstance", made.id);
};

const labels: Scenario = async (call) => {
  const volume = await call("CreateVolume", { label: "data", region, size: 20, tags: ["mine"] });
  const domain = { domain: "tag.example", type: "master", soa_email: "a@tag.example", tags: ["mine"] };
  const { id } = await call("CreateDomain", domain);
  const tagged = (await call("ListTaggedObjects", "mine")) as View[];
  expect(tagged.map(({ type }) => type).sort()).toEqual(["domain", "volume"]);
  await call("WaitForVolumeStatus", volume.id, "active", patience);
  await call("DeleteVolume", volume.id);
  await call("DeleteDomain", id);
  const [login] = (await call("ListProfileLogins")) as View[];
  expect(await call("GetProfileLogin", login?.id)).toMatchObject({ id: login?.id });
  await expect(call("GetProfileDevice", 1)).rejects.toThrow(/404/);
};

/** What linodego has and the clients of the common scenarios don't; shortcuts and waiting among it. */
export const ownScenarios: Readonly<Record<string, Scenario>> = {
  "one address at a time": addresses,
  shortcuts,
  "waiting for what it began": waiting,
  "buckets, the older way": storage,
  "VPCs' and VLANs' addresses": network,
  "what has a tag": labels,
};

const ruleSets: Scenario = async (call) => {
  const [rule] = rules.inbound;
  const made = await call("CreateFirewallRuleSet", { label: "web", type: "inbound", rules: [rule] });
  expect(await call("GetFirewallRuleSet", made.id)).toMatchObject({ label: "web", version: 1 });
  expect(await call("UpdateFirewallRuleSet", made.id, { label: "site" })).toMatchObject({ label: "site" });
  const wall = await call("CreateFirewall", {
    label: "wall",
    rules: { ...rules, inbound: [{ ruleset: made.id }] },
  });
  expect(await call("GetFirewallRulesExpansion", wall.id)).toMatchObject({ inbound: [{ ports: "22" }] });
  await call("DeleteFirewall", wall.id);
  await call("DeleteFirewallRuleSet", made.id);
};

const shareGroups: Scenario = async (call, linodego) => {
  const { id } = await makeLinode(asClient(linodego, {}), { label: "model" });
  const [disk] = (await call("ListInstanceDisks", id)) as View[];
  const image = await call("CreateImage", { disk_id: disk?.id, label: "golden" });
  await call("WaitForImageStatus", image.id, "available", patience);
  const group = await call("CreateImageShareGroup", { label: "team" });
  expect(await call("GetImageShareGroup", group.id)).toMatchObject({ label: "team" });
  const page = { page: 1, page_size: 25, filter: { label: "team" } };
  expect(await call("ListImageShareGroups", page)).toMatchObject([{ id: group.id }]);
  expect(await call("UpdateImageShareGroup", group.id, { description: "ours" })).toMatchObject({
    description: "ours",
  });
  const images = [{ id: image.id }];
  const [share] = (await call("ImageShareGroupAddImages", group.id, { images })) as View[];
  expect(await call("ImageShareGroupListImageShareEntries", group.id)).toMatchObject([{ id: share?.id }]);
  expect(
    await call("ImageShareGroupUpdateImageShareEntry", group.id, share?.id, { label: "gold" }),
  ).toMatchObject({ label: "gold" });
  expect(await call("ListImageShareGroupsContainingPrivateImage", image.id)).toMatchObject([
    { id: group.id },
  ]);
  expect(await call("ImageShareGroupListMembers", group.id)).toEqual([]);
  await call("ImageShareGroupRemoveImage", group.id, share?.id);
  await call("DeleteImageShareGroup", group.id);
  await call("DeleteImage", image.id);
  await call("DeleteInstance", id);
};

const globalQuotas: Scenario = async (call) => {
  const [quota] = (await call("ListObjectStorageGlobalQuotas")) as View[];
  expect(await call("GetObjectStorageGlobalQuota", quota?.quota_id)).toEqual(quota);
  expect(await call("GetObjectStorageGlobalQuotaUsage", quota?.quota_id)).toHaveProperty("quota_limit");
};

/** What its newest release has alone. */
export const newestScenarios: Readonly<Record<string, Scenario>> = {
  "sets of firewall rules": ruleSets,
  "groups that share images": shareGroups,
  "quotas of the whole account": globalQuotas,
};
