import { describe, expect, it } from "vitest";
import { allocateIp } from "../../local-cloud/resources/ips";
import { errors, linode, type Session, start } from "./support";

async function network({ ok }: Session, region = "fr-par"): Promise<{ vpc: number; subnet: number }> {
  const vpc = await ok("POST", "/vpcs", { label: `net-${region}`, region });
  const subnet = await ok("POST", `/vpcs/${vpc.id}/subnets`, { label: "nodes", ipv4: "10.1.0.0/24" });
  return { vpc: vpc.id, subnet: subnet.id };
}

describe("VPCs", () => {
  it("give addresses in order, skip the platform's four, and refuse taken ones", async () => {
    const session = await start();
    const { vpc, subnet } = await network(session);
    const make = (vpcAddress?: string) =>
      session.call("POST", "/linode/instances", {
        ...linode,
        interfaces: [
          { purpose: "vpc", subnet_id: subnet, ...(vpcAddress ? { ipv4: { vpc: vpcAddress } } : {}) },
        ],
      });
    await make();
    await make("10.1.0.9");
    for (const bad of [
      "10.1.0.0",
      "10.1.0.1",
      "10.1.0.254",
      "10.1.0.255",
      "10.2.0.4",
      "10.1.0.9",
      "10.1.0.2",
    ]) {
      expect((await make(bad)).status).toBe(400);
    }
    const { data } = await session.ok("GET", `/vpcs/${vpc}/ips`);
    expect(data.map((one: { address: string }) => one.address)).toEqual(["10.1.0.2", "10.1.0.9"]);
  });

  it("lie in regions that have them, and so do their Linodes", async () => {
    const session = await start();
    expect((await session.call("POST", "/vpcs", { label: "x", region: "eu-central" })).status).toBe(400);
    const { subnet } = await network(session);
    const far = await session.call("POST", "/linode/instances", {
      ...linode,
      region: "de-fra-2",
      interfaces: [{ purpose: "vpc", subnet_id: subnet }],
    });
    expect(far.status).toBe(400);
  });

  it.each([
    ["10.0.0.1/24", /^Must be an IPv4 network in CIDR format$/],
    ["nonsense", /^Must be an IPv4 network in CIDR format$/],
    ["8.8.8.0/24", /^Must be within the ranges of the VPC/],
    ["192.168.128.0/24", /^Must not overlap with 192\.168\.128\.0\/17$/],
    ["10.1.0.0/25", /^Must not overlap with another subnet of the VPC$/],
    ["10.2.0.0/30", /^Must have a prefix length of 1-29$/],
  ])("refuse the subnet %s", async (ipv4, reason) => {
    const session = await start();
    const { vpc } = await network(session);
    const answer = await session.call("POST", `/vpcs/${vpc}/subnets`, { label: "other", ipv4 });
    expect(answer.status).toBe(400);
    expect(errors(answer)).toEqual([{ reason: expect.stringMatching(reason), field: "ipv4" }]);
  });

  it("use the recorded text for bad labels", async () => {
    const { call } = await start();
    expect(errors(await call("POST", "/vpcs", { label: "bad!", region: "fr-par" }))).toEqual([
      { reason: "Must only use ASCII letters, numbers, and underscores", field: "label" },
    ]);
  });

  it("stay while something uses them", async () => {
    const session = await start();
    const { vpc, subnet } = await network(session);
    const made = await session.ok("POST", "/linode/instances", {
      ...linode,
      interfaces: [{ purpose: "vpc", subnet_id: subnet }],
    });
    expect((await session.call("DELETE", `/vpcs/${vpc}/subnets/${subnet}`)).status).toBe(400);
    expect((await session.call("DELETE", `/vpcs/${vpc}`)).status).toBe(400);
    await session.ok("DELETE", `/linode/instances/${made.id}`);
    await session.ok("DELETE", `/vpcs/${vpc}/subnets/${subnet}`);
    await session.ok("DELETE", `/vpcs/${vpc}`);
  });

  it("hold ten subnets", async () => {
    const session = await start();
    const vpc = await session.ok("POST", "/vpcs", { label: "wide", region: "fr-par" });
    const add = (n: number) =>
      session.call("POST", `/vpcs/${vpc.id}/subnets`, { label: `s${n}`, ipv4: `10.9.${n}.0/24` });
    for (let n = 0; n < 10; n++) expect((await add(n)).status).toBe(200);
    expect((await add(10)).status).toBe(400);
  });
});

describe("firewalls", () => {
  const rules = { inbound_policy: "DROP", outbound_policy: "DROP", inbound: [], outbound: [] };

  it("protect a service one at a time, and are replaced in one call", async () => {
    const { call, ok } = await start();
    const one = await ok("POST", "/networking/firewalls", { label: "one", rules });
    const two = await ok("POST", "/networking/firewalls", { label: "two", rules });
    const made = await ok("POST", "/linode/instances", { ...linode, firewall_id: one.id });
    const second = await call("POST", `/networking/firewalls/${two.id}/devices`, {
      id: made.id,
      type: "linode",
    });
    expect(second.status).toBe(400);
    const list = await ok("PUT", `/linode/instances/${made.id}/firewalls`, { firewall_ids: [two.id] });
    expect(list.data.map((firewall: { id: number }) => firewall.id)).toEqual([two.id]);
    expect((await ok("GET", `/networking/firewalls/${one.id}/devices`)).results).toBe(0);
    const both = await call("PUT", `/linode/instances/${made.id}/firewalls`, {
      firewall_ids: [one.id, two.id],
    });
    expect(both.status).toBe(400);
    expect((await ok("GET", `/networking/firewalls/${two.id}/devices`)).results).toBe(1);
  });

  it("are replaced as a whole set of rules, with version and fingerprint", async () => {
    const { ok } = await start();
    const rule = {
      action: "ACCEPT",
      label: "wire",
      protocol: "UDP",
      ports: "51820",
      addresses: { ipv4: ["198.51.100.4/32"] },
    };
    const made = await ok("POST", "/networking/firewalls", { label: "edge", rules });
    const changed = await ok("PUT", `/networking/firewalls/${made.id}/rules`, { ...rules, inbound: [rule] });
    expect(changed).toMatchObject({ inbound: [rule], version: 2 });
    expect(changed.fingerprint).toMatch(/^[0-9a-f]{8}$/);
    expect(changed.fingerprint).not.toBe(made.rules.fingerprint);
  });

  const rule = {
    action: "ACCEPT",
    protocol: "TCP",
    label: "web",
    ports: "443",
    addresses: { ipv4: ["0.0.0.0/0"] },
  };
  it.each([
    ["26 rules", "no more than 25 rules", Array.from({ length: 26 }, () => rule)],
    [
      "256 addresses",
      "no more than 255 addresses",
      [{ ...rule, addresses: { ipv4: Array.from({ length: 256 }, (_, n) => `10.0.0.${n % 256}/32`) } }],
    ],
    [
      "16 ports",
      "no more than 15 port",
      [{ ...rule, ports: Array.from({ length: 16 }, (_, n) => n + 1).join(",") }],
    ],
    [
      "8 ranges, each counting twice",
      "no more than 15 port",
      [{ ...rule, ports: Array.from({ length: 8 }, (_, n) => `${n * 10 + 1}-${n * 10 + 5}`).join(",") }],
    ],
    ["ports of ICMP", "not allowed for ICMP", [{ ...rule, protocol: "ICMP" }]],
    ["an address that is none", "only valid IPv4", [{ ...rule, addresses: { ipv4: ["300.0.0.1/32"] } }]],
    [
      "a network with too long a prefix",
      "only valid IPv6",
      [{ ...rule, addresses: { ipv6: ["2001:db8::/129"] } }],
    ],
  ])("refuse %s", async (_, reason, inbound) => {
    const { call } = await start();
    const body = { label: "bad", rules: { ...rules, inbound } };
    const answer = await call("POST", "/networking/firewalls", body);
    expect(answer.status).toBe(400);
    const field = expect.stringMatching(/^rules/);
    expect(errors(answer)).toEqual([{ reason: expect.stringContaining(reason), field }]);
  });
});

describe("addresses", () => {
  it("can be reserved, given to a new Linode, and stay the account's when it goes", async () => {
    const { ok, call } = await start();
    const ip = await ok("POST", "/networking/ips", {
      type: "ipv4",
      public: true,
      reserved: true,
      region: "fr-par",
    });
    expect(ip).toMatchObject({ reserved: true, linode_id: null, rdns: null, assigned_entity: null });
    const made = await ok("POST", "/linode/instances", { ...linode, ipv4: [ip.address] });
    expect(made.ipv4).toEqual([ip.address]);
    const again = await call("POST", "/linode/instances", { ...linode, ipv4: [ip.address] });
    expect(errors(again)).toEqual([{ reason: "Address must be currently unassigned.", field: "ipv4" }]);
    await ok("DELETE", `/linode/instances/${made.id}`);
    expect(await ok("GET", `/networking/reserved/ips/${ip.address}`)).toMatchObject({ linode_id: null });
    await ok("DELETE", `/networking/reserved/ips/${ip.address}`);
    expect((await call("GET", `/networking/ips/${ip.address}`)).status).toBe(404);
  });

  it.each([
    [{ type: "ipv6", public: true }, [{ reason: "Only addresses of type ipv4 are currently supported." }]],
    [
      { type: "ipv4", public: true },
      [{ reason: "Linode is a required argument when not reserving an IP address.", field: "linode_id" }],
    ],
    [
      { type: "ipv4", public: false, reserved: true, region: "fr-par" },
      [{ reason: "Cannot reserve a private address.", field: "public" }],
    ],
    [
      { type: "ipv4", public: true, reserved: true },
      [{ reason: "A datacenter or a Linode must be provided when reserving an address." }],
    ],
    [
      { type: "ipv4", public: true, reserved: true, linode_id: 99 },
      [{ reason: "Linode is not active", field: "linode_id" }],
    ],
  ])("%j is refused with the recorded text", async (body, expected) => {
    const { call } = await start();
    expect(errors(await call("POST", "/networking/ips", body))).toEqual(expected);
  });

  it("are never given twice, and go on when the documentation ranges are used up", async () => {
    const { world } = (await start()).cloud;
    const seen = new Set<string>();
    world.store.transaction(() => {
      for (let n = 0; n < 800; n++) seen.add(allocateIp(world, { region: "fr-par", public: true }).id);
    });
    expect(seen.size).toBe(800);
    const outside = [...seen].filter((one) => !/^(198\.51\.100|203\.0\.113|192\.0\.2)\./.test(one));
    expect(outside.length).toBeGreaterThan(0);
    expect(outside.every((one) => one.startsWith("100.64."))).toBe(true);
  });
});

describe("placement groups", () => {
  it("take five Linodes of their own region, and go only when empty", async () => {
    const { call, ok } = await start();
    const group = await ok("POST", "/placement/groups", {
      label: "apart",
      region: "fr-par",
      placement_group_type: "anti_affinity:local",
      placement_group_policy: "strict",
    });
    const make = (region = "fr-par") =>
      call("POST", "/linode/instances", { ...linode, region, placement_group: { id: group.id } });
    expect((await make("de-fra-2")).status).toBe(400);
    const ids: number[] = [];
    for (let n = 0; n < 5; n++) ids.push((await make()).body.id);
    expect((await make()).status).toBe(400);
    expect((await call("DELETE", `/placement/groups/${group.id}`)).status).toBe(400);
    await ok("POST", `/placement/groups/${group.id}/unassign`, { linodes: ids });
    await ok("DELETE", `/placement/groups/${group.id}`);
  });

  it("ignore a changed policy without a word (a trap of the platform)", async () => {
    const { ok } = await start();
    const group = await ok("POST", "/placement/groups", {
      label: "apart",
      region: "fr-par",
      placement_group_type: "anti_affinity:local",
      placement_group_policy: "strict",
    });
    const changed = await ok("PUT", `/placement/groups/${group.id}`, { placement_group_policy: "flexible" });
    expect(changed.placement_group_policy).toBe("strict");
  });
});

describe("NodeBalancers", () => {
  it("have configurations and nodes below them, and take them along", async () => {
    const { call, ok, cloud } = await start();
    const balancer = await ok("POST", "/nodebalancers", { label: "edge", region: "fr-par" });
    const config = await ok("POST", `/nodebalancers/${balancer.id}/configs`, {
      port: 443,
      protocol: "tcp",
      proxy_protocol: "v2",
    });
    const nodes = `/nodebalancers/${balancer.id}/configs/${config.id}/nodes`;
    expect((await call("POST", nodes, { address: "10.1.0.4:443", label: "node" })).status).toBe(400);
    const node = await ok("POST", nodes, { address: "192.168.130.5:443", label: "node" });
    expect(node).toMatchObject({
      config_id: config.id,
      nodebalancer_id: balancer.id,
      weight: 50,
      status: "Unknown",
    });
    expect((await call("GET", `/nodebalancers/1/configs/${config.id}/nodes/${node.id}`)).status).toBe(404);
    expect(
      (await call("POST", `/nodebalancers/${balancer.id}/configs`, { port: 443, protocol: "tcp" })).status,
    ).toBe(400);
    await ok("DELETE", `/nodebalancers/${balancer.id}`);
    expect(cloud.world.store.count("nodebalancerNode")).toBe(0);
    expect(cloud.world.store.count("ip")).toBe(0);
  });
});
