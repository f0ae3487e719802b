import { expect } from "vitest";
import { live, type View } from "../support/lifecycle";
import { region, rules } from "../support/samples";
import { type Client, find } from "./client";
import { makeLinode } from "./instances";

async function vpcs(api: Client): Promise<void> {
  await live({
    create: () => api.call("createVPC", { label: "net", region, description: "first" }),
    wanted: { label: "net", region, description: "first", subnets: [] },
    read: ({ id }) => api.call("getVPC", id),
    list: (_, page, filter) => api.list("getVPCs", [], page, filter),
    update: ({ id }) => api.call("updateVPC", id, { label: "net-2", description: "second" }),
    changed: { label: "net-2", description: "second" },
    between: (vpc) => subnets(api, vpc),
    remove: ({ id }) => api.call("deleteVPC", id),
  });
}

async function subnets(api: Client, vpc: View): Promise<void> {
  await live({
    create: () => api.call("createSubnet", vpc.id, { label: "sub", ipv4: "10.0.0.0/24" }),
    wanted: { label: "sub", ipv4: "10.0.0.0/24", linodes: [] },
    read: ({ id }) => api.call("getSubnet", vpc.id, id),
    list: (_, page, filter) => api.list("getSubnets", [vpc.id], page, filter),
    update: ({ id }) => api.call("modifySubnet", vpc.id, id, { label: "sub-2" }),
    changed: { label: "sub-2" },
    between: async ({ id }) => {
      const interfaces = [{ purpose: "vpc", vpc_id: vpc.id, subnet_id: id, ipv4: { vpc: "10.0.0.9" } }];
      const linode = await makeLinode(api, { label: "in-vpc", interfaces });
      expect(await api.all("getVPCIPs", [vpc.id])).toMatchObject([
        { address: "10.0.0.9", linode_id: linode.id },
      ]);
      expect(await api.all("getVPCsIPs")).toMatchObject([{ address: "10.0.0.9", vpc_id: vpc.id }]);
      await expect(api.call("deleteSubnet", vpc.id, id)).rejects.toThrow(/400/);
      await api.call("deleteLinode", linode.id);
    },
    remove: ({ id }) => api.call("deleteSubnet", vpc.id, id),
  });
}

async function vlans(api: Client): Promise<void> {
  const interfaces = [{ purpose: "public" }, { purpose: "vlan", label: "lan", ipam_address: "10.9.0.1/24" }];
  const linode = await makeLinode(api, { label: "on-lan", interfaces });
  expect(await api.all("getVlans")).toMatchObject([{ label: "lan", region, linodes: [linode.id] }]);
  await api.call("deleteLinode", linode.id);
}

async function firewalls(api: Client): Promise<void> {
  const linode = await makeLinode(api, { label: "guarded" });
  await live({
    create: () => api.call("createFirewall", { label: "wall", rules, tags: ["one"] }),
    wanted: { label: "wall", status: "enabled", tags: ["one"] },
    read: ({ id }) => api.call("getFirewall", id),
    list: (_, page, filter) => api.list("getFirewalls", [], page, filter),
    update: ({ id }) => api.call("updateFirewall", id, { label: "wall-2", tags: ["two"] }),
    changed: { label: "wall-2", tags: ["two"] },
    between: async ({ id, entities }) => {
      if (entities !== undefined) expect(entities).toEqual([]);
      await firewallRules(api, id);
      await devices(api, id, linode);
    },
    remove: ({ id }) => api.call("deleteFirewall", id),
  });
  await api.call("deleteLinode", linode.id);
}

async function firewallRules(api: Client, id: number): Promise<void> {
  expect(await api.call("getFirewallRules", id)).toMatchObject(rules);
  const changed = { ...rules, inbound: [], inbound_policy: "ACCEPT" };
  expect(await api.call("updateFirewallRules", id, changed)).toMatchObject({
    inbound: [],
    inbound_policy: "ACCEPT",
  });
  expect(await api.call("disableFirewall", id)).toMatchObject({ status: "disabled" });
  expect(await api.call("enableFirewall", id)).toMatchObject({ status: "enabled" });
}

async function devices(api: Client, id: number, linode: View): Promise<void> {
  await live({
    create: () => api.call("addFirewallDevice", id, { id: linode.id, type: "linode" }),
    wanted: { entity: { id: linode.id, type: "linode", label: "guarded" } },
    read: (device) => api.call("getFirewallDevice", id, device.id),
    list: (_, page, filter) => api.list("getFirewallDevices", [id], page, filter),
    filters: (device) => [{ "entity.id": device.entity.id }, { "entity.id": 1 }],
    between: async () => {
      expect(await api.all("getLinodeFirewalls", [linode.id])).toMatchObject([{ id }]);
    },
    remove: (device) => api.call("deleteFirewallDevice", id, device.id),
  });
}

async function firewallOffers(api: Client): Promise<void> {
  if (api.offers("getTemplates")) {
    const templates = await api.all("getTemplates");
    expect(templates.map(({ slug }) => slug)).toContain("vpc");
    expect(await api.call("getTemplate", "vpc")).toMatchObject({ slug: "vpc", rules: {} });
  }
  if (api.offers("getFirewallPrefixLists")) {
    const [list] = await api.all("getFirewallPrefixLists");
    expect(await api.call("getFirewallPrefixList", list?.id)).toEqual(list);
  }
  if (api.offers("getFirewallRuleSets")) {
    const page = { page: 1, page_size: 25 };
    expect(await api.list("getFirewallRuleSets", [], page, { label: "none" })).toEqual([]);
    await expect(api.call("getFirewallRuleSet", 1)).rejects.toThrow(/404/);
  }
  if (!api.offers("getFirewallSettings")) return;
  const settings = await api.call("getFirewallSettings");
  const { id } = await api.call("createFirewall", { label: "standard", rules });
  const wanted = { default_firewall_ids: { linode: id } };
  expect(await api.call("updateFirewallSettings", wanted)).toMatchObject(wanted);
  await api.call("updateFirewallSettings", { default_firewall_ids: { linode: null } });
  expect(await api.call("getFirewallSettings")).toEqual(settings);
  await api.call("deleteFirewall", id);
}

async function addresses(api: Client): Promise<void> {
  const [one, two] = [await makeLinode(api, { label: "one" }), await makeLinode(api, { label: "two" })];
  const extra = await api.call("allocateIp", { type: "ipv4", public: true, linode_id: one.id });
  expect(await api.call("getIP", extra.address)).toMatchObject({ linode_id: one.id, public: true });
  const found = await find(api, "getIPs", { address: extra.address });
  expect(found.filter(({ address }) => address === extra.address)).toHaveLength(1);
  const rdns = `${String(extra.address).replaceAll(".", "-")}.ip.linodeusercontent.com`;
  expect(await api.call("updateIP", extra.address, rdns)).toMatchObject({ rdns });
  await api.call("assignAddresses", { region, assignments: [{ address: extra.address, linode_id: two.id }] });
  expect(await api.call("getIP", extra.address)).toMatchObject({ linode_id: two.id });
  await api.call("shareAddressesv4", { linode_id: one.id, ips: [extra.address] });
  const { ipv4 } = await api.call("getLinodeIPs", one.id);
  expect(ipv4.shared).toMatchObject([{ address: extra.address }]);
  await api.call("shareAddresses", { linode_id: one.id, ips: [] });
  await api.call("removeIPAddress", { linodeID: two.id, address: extra.address });
  await ranges(api, one);
  for (const { id } of [one, two]) await api.call("deleteLinode", id);
}

async function ranges(api: Client, linode: View): Promise<void> {
  const made = await api.call("createIPv6Range", { prefix_length: 64, linode_id: linode.id });
  const range = String(made.range).replace(/\/64$/, "");
  expect(await api.call("getIPv6RangeInfo", range)).toMatchObject({
    range,
    prefix: 64,
    linodes: [linode.id],
  });
  expect(await find(api, "getIPv6Ranges", { region })).toMatchObject([{ range }]);
  expect(await api.all("getIPv6Pools")).toBeInstanceOf(Array);
  await api.call("removeIPv6Range", { range });
  expect(await api.all("getIPv6Ranges")).toEqual([]);
}

/** What a client does with networks. */
export const network = {
  "VPCs and subnets": vpcs,
  VLANs: vlans,
  firewalls,
  "firewall templates and settings": firewallOffers,
  addresses,
};
