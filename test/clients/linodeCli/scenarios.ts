import { expect } from "vitest";
import type { Client } from "../scenarios/client";
import { idle, makeLinode } from "../scenarios/instances";
import type { View } from "../support/lifecycle";
import { region, rules } from "../support/samples";
import { until } from "../support/until";
import type { LinodeCli } from "./client";

type Scenario = (cli: LinodeCli, api: Client) => Promise<void>;

async function one(shown: Promise<readonly View[]>): Promise<View> {
  const [first] = await shown;
  if (first === undefined) throw new Error("linode-cli shows nothing.");
  return first;
}

const details: Scenario = async (cli, api) => {
  const { id, ipv4 } = await makeLinode(api, { label: "one" });
  const [address] = ipv4;
  expect(await one(cli.run("linodes ip-view", [id, address]))).toMatchObject({ address, linode_id: id });
  const { rdns } = await one(cli.run("networking ip-view", [address]));
  expect(await one(cli.run("linodes ip-update", [id, address], { rdns }))).toMatchObject({ rdns });
  expect(await one(cli.run("linodes nodebalancers", [id]).then((all) => [{ all }]))).toEqual({ all: [] });
  await api.call("enableBackups", id);
  const { id: backup } = await api.call("takeSnapshot", id, "now");
  expect(await one(cli.run("linodes backup-view", [id, backup]))).toMatchObject({ label: "now" });
  await idle(api, id);
  await api.call("deleteLinode", id);
  const reserved = await one(cli.run("networking reserved-ip-add", [], { region }));
  const which = [reserved.address];
  expect(await one(cli.run("networking reserved-ips-list"))).toMatchObject({ address: reserved.address });
  const tagged = await one(cli.run("networking reserved-ip-update", which, { tags: ["kept"] }));
  expect(tagged).toMatchObject({ tags: ["kept"] });
  expect(await one(cli.run("networking reserved-ip-view", which))).toEqual(tagged);
  await cli.run("networking reserved-ip-delete", which);
  expect(await cli.run("networking reserved-ips-list")).toEqual([]);
  expect((await cli.run("networking reserved-ip-types-list")).length).toBeGreaterThan(0);
};

const firewalls: Scenario = async (cli, api) => {
  const [rule] = rules.inbound;
  const set = await one(
    cli.run("firewalls ruleset-create", [], { label: "web", type: "inbound", rules: [rule] }),
  );
  expect(await one(cli.run("firewalls ruleset-view", [set.id]))).toMatchObject({ label: "web" });
  expect(await one(cli.run("firewalls ruleset-update", [set.id], { label: "site" }))).toMatchObject({
    label: "site",
  });
  const wall = await api.call("createFirewall", {
    label: "wall",
    rules: { ...rules, inbound: [{ ruleset: set.id }] },
  });
  expect(await one(cli.run("firewalls expansion-view", [wall.id]))).toMatchObject({
    inbound: [{ ports: "22" }],
  });
  expect((await cli.run("firewalls versions-list", [wall.id])).length).toBeGreaterThan(0);
  expect(await one(cli.run("firewalls version-view", [wall.id, 1]))).toBeDefined();
  const { id } = await makeLinode(api, { label: "guarded" });
  const walls = { firewall_ids: [wall.id] };
  expect(await cli.run("linodes firewalls-update", [id], walls)).toMatchObject([{ id: wall.id }]);
  await cli.run("linodes post-apply-firewalls", [id]);
  await api.call("deleteLinode", id);
  await api.call("deleteFirewall", wall.id);
  await cli.run("firewalls ruleset-delete", [set.id]);
};

const shareGroups: Scenario = async (cli, api) => {
  const linode = await makeLinode(api, { label: "model" });
  const [disk] = await api.all("getLinodeDisks", [linode.id]);
  const { id: image } = await api.call("createImage", { disk_id: disk?.id, label: "golden" });
  await until(
    `image ${image}`,
    () => api.call("getImage", image),
    ({ status }) => status === "available",
  );
  const { id } = await one(cli.run("image-sharegroups create", [], { label: "team" }));
  expect(await one(cli.run("image-sharegroups view", [id]))).toMatchObject({ label: "team" });
  const page = { page: 1, "page-size": 25 };
  expect(await cli.run("image-sharegroups list", [], page)).toMatchObject([{ id }]);
  expect(await one(cli.run("image-sharegroups update", [id], { description: "ours" }))).toMatchObject({
    description: "ours",
  });
  const images = [{ id: image }];
  const share = await one(cli.run("image-sharegroups image-add", [id], { images }));
  expect(await cli.run("image-sharegroups images-list", [id])).toMatchObject([{ id: share.id }]);
  expect(
    await one(cli.run("image-sharegroups image-update", [id, share.id], { label: "gold" })),
  ).toMatchObject({ label: "gold" });
  expect(await cli.run("images sharegroups-list", [image])).toMatchObject([{ id }]);
  expect(await cli.run("image-sharegroups members-list", [id])).toEqual([]);
  await cli.run("image-sharegroups image-remove", [id, share.id]);
  await cli.run("image-sharegroups delete", [id]);
  await api.call("deleteImage", image);
  await api.call("deleteLinode", linode.id);
};

const storage: Scenario = async (cli) => {
  const [quota] = await cli.run("object-storage global-quotas-list");
  const which = [quota?.quota_id];
  expect(await one(cli.run("object-storage global-quota-view", which))).toEqual(quota);
  expect(await one(cli.run("object-storage global-quota-usage-view", which))).toHaveProperty("quota_limit");
  expect(await one(cli.run("object-storage transfer-view"))).toHaveProperty("used");
  await expect(cli.run("object-storage clusters-view", ["none-1"])).rejects.toThrow(/404/);
  const key = await one(cli.run("object-storage keys-create", [], { label: "reader", regions: [region] }));
  expect(await one(cli.run("object-storage keys-view", [key.id]))).toMatchObject({ label: "reader" });
  await cli.run("object-storage keys-delete", [key.id]);
};

const networks: Scenario = async (cli, api) => {
  const vpc = await api.call("createVPC", { label: "net", region });
  expect(await cli.run("vpcs ipv6s-all-list")).toEqual([]);
  expect(await cli.run("vpcs ipv6s-list", [vpc.id])).toEqual([]);
  expect(await cli.run("vpcs default-ranges-all-list")).toBeInstanceOf(Array);
  await api.call("deleteVPC", vpc.id);
  const interfaces = [{ purpose: "public" }, { purpose: "vlan", label: "lan" }];
  const { id } = await makeLinode(api, { label: "on-lan", interfaces });
  await api.call("deleteLinode", id);
  // The command takes the label first.
  await cli.run("vlans delete", ["lan", region]);
  expect(await cli.run("vlans list")).toEqual([]);
};

const rest: Scenario = async (cli, api) => {
  const made = await api.call("createDomain", {
    domain: "tag.example",
    type: "master",
    soa_email: "a@tag.example",
    tags: ["mine"],
  });
  expect(await cli.run("tags get-tagged-objects", ["mine"])).toMatchObject([{ type: "domain" }]);
  await api.call("deleteDomain", made.id);
  const [login] = await cli.run("profile logins-list");
  expect(await one(cli.run("profile login-view", [login?.id]))).toEqual(login);
  await expect(cli.run("profile device-view", [1])).rejects.toThrow(/404/);
  const balancer = await api.call("createNodeBalancer", { label: "front", region, configs: [] });
  const wall = await api.call("createFirewall", { label: "wall", rules });
  const walls = { firewall_ids: [wall.id] };
  expect(await cli.run("nodebalancers firewalls", [balancer.id], walls)).toMatchObject([{ id: wall.id }]);
  await api.call("deleteNodeBalancer", balancer.id);
  await api.call("deleteFirewall", wall.id);
};

/** What the command has and the clients of the common scenarios don't. */
export const ownScenarios: Readonly<Record<string, Scenario>> = {
  "one address and one backup": details,
  "sets of firewall rules": firewalls,
  "groups that share images": shareGroups,
  "the whole account's storage": storage,
  "VPCs and VLANs": networks,
  "tags, log-ins and balancers": rest,
};
