import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readStack, renderHtml, renderText, type StackView } from "../../cli/show";
import { type LocalCloud, startLocalCloud } from "../../local-cloud";

/** One enclave of two regions, made over the API as the program would, and one thing that belongs to nobody. */
describe("readStack on the local cloud", () => {
  let cloud: LocalCloud;
  let view: StackView;

  async function post<T = { id: number }>(path: string, body: unknown): Promise<T> {
    const answer = await fetch(`${cloud.url}/v4${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${cloud.tokens[0]}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }

  const tags = (role: string) => ["data-class:account", `role:${role}`, "managed-by:bastide"];
  const rules = (inbound: unknown[]) => ({
    inbound,
    outbound: [],
    inbound_policy: "DROP",
    outbound_policy: "DROP",
  });
  const accept = (protocol: string, ports: string, ipv4: string[]) => ({
    action: "ACCEPT",
    protocol,
    ports,
    label: `accept-${protocol.toLowerCase()}-${ports}`,
    addresses: { ipv4 },
  });

  async function makeRegion(region: string, number: number) {
    const { address } = await post<{ address: string }>("/networking/reserved/ips", { region });
    const vpc = await post<{ id: number; subnets: { id: number }[] }>("/vpcs", {
      label: `account-${region}`,
      region,
      description: "The enclave's network. data-class:account",
      subnets: [{ label: `account-${region}`, ipv4: `10.65.${number}.0/24` }],
    });
    const subnet = vpc.subnets[0]?.id;
    const instance = (name: string, role: string, interfaces: unknown[], more: object = {}) =>
      post<{ id: number; ipv4: string[] }>("/linode/instances", {
        region,
        type: "g6-standard-2",
        image: "linode/debian12",
        label: `account-${region}-${name}`,
        root_pass: "Zu-lang-fuer-ein-Test-17!",
        disk_encryption: "enabled",
        interface_generation: "legacy_config",
        interfaces,
        tags: tags(role),
        ...more,
      });
    const inVpc = (host: number) => ({
      purpose: "vpc",
      subnet_id: subnet,
      ipv4: { vpc: `10.65.${number}.${host}` },
    });
    const gateway = await instance("gateway", "gateway", [{ purpose: "public", primary: true }, inVpc(2)], {
      ipv4: [address],
    });
    const data = await instance("data-1", "data", [inVpc(11)]);
    await post("/volumes", {
      label: `account-${region}-data-1`,
      region,
      size: 40,
      linode_id: data.id,
      encryption: "enabled",
      tags: tags("data"),
    });
    const edge = await instance("edge-1", "edge", [{ purpose: "public" }, inVpc(31)], { private_ip: true });
    const shared = edge.ipv4.find((one) => one.startsWith("192.168."));
    const balancer = await post<{ id: number; ipv4: string }>("/nodebalancers", {
      region,
      label: `account-${region}-edge`,
      tags: tags("edge"),
    });
    const config = await post(`/nodebalancers/${balancer.id}/configs`, { port: 443, protocol: "tcp" });
    await post(`/nodebalancers/${balancer.id}/configs/${config.id}/nodes`, {
      label: `account-${region}-edge-1`,
      address: `${shared}:443`,
    });
    await post("/object-storage/buckets", { region, label: `example-account-${region}-backup` });
    const firewall = (name: string, role: string, inbound: unknown[], devices: object) =>
      post("/networking/firewalls", {
        label: `account-${region}-${name}`,
        tags: tags(role),
        rules: rules(inbound),
        devices,
      });
    await firewall("data", "data", [accept("TCP", "5432", [`10.65.${number}.0/24`])], { linodes: [data.id] });
    await firewall("edge", "edge", [accept("TCP", "443", ["192.168.255.0/24"])], { linodes: [edge.id] });
    await firewall("balancer", "edge", [accept("TCP", "443", ["0.0.0.0/0"])], {
      nodebalancers: [balancer.id],
    });
    const addGatewayFirewall = (peer: string) =>
      firewall("gateway", "gateway", [accept("UDP", "51820", [`${peer}/32`, "192.0.2.0/28"])], {
        linodes: [gateway.id],
      });
    return { address, balancer, addGatewayFirewall };
  }

  beforeAll(async () => {
    cloud = await startLocalCloud({ versitygw: false });
    const paris = await makeRegion("fr-par", 1);
    const frankfurt = await makeRegion("de-fra-2", 2);
    await paris.addGatewayFirewall(frankfurt.address);
    await frankfurt.addGatewayFirewall(paris.address);
    const domain = await post("/domains", {
      domain: "account.example.org",
      type: "master",
      soa_email: "dns@example.org",
      tags: tags("network"),
    });
    await post(`/domains/${domain.id}/records`, {
      type: "A",
      name: "",
      target: paris.balancer.ipv4,
      ttl_sec: 30,
    });
    await post("/volumes", { label: "forgotten", region: "fr-par", size: 10, encryption: "enabled" });
    const access = { url: cloud.url, token: cloud.tokens[0] ?? "" };
    for (let tries = 0; tries < 100; tries++) {
      view = await readStack(access, { stack: "test" });
      const nodes = view.enclaves.flatMap(({ regions }) => regions.flatMap((region) => region.nodes));
      if (nodes.every(({ state }) => state === "running")) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  afterAll(() => cloud?.close());

  it("finds the enclave, its regions in the plan's order, and which one DNS points at", () => {
    expect(view.enclaves.map(({ dataClass, active }) => [dataClass, active])).toEqual([
      ["account", { region: "fr-par", source: "dns" }],
      [null, null],
    ]);
    expect(view.enclaves[0]?.regions.map(({ region, active }) => [region, active])).toEqual([
      ["fr-par", true],
      ["de-fra-2", false],
    ]);
  });

  it("finds nodes with addresses, encryption, volume and firewall", () => {
    const nodes = view.enclaves[0]?.regions[0]?.nodes ?? [];
    expect(nodes.map(({ shortName, role, state }) => [shortName, role, state])).toEqual([
      ["data-1", "data", "running"],
      ["edge-1", "edge", "running"],
      ["gateway", "gateway", "running"],
    ]);
    expect(nodes[0]).toMatchObject({
      addresses: [{ address: "10.65.1.11", kind: "vpc" }],
      diskEncrypted: true,
      volumes: [{ name: "account-fr-par-data-1", size: 40, encrypted: true }],
      firewall: { name: "account-fr-par-data", enabled: true },
    });
    expect(nodes[1]?.addresses.map(({ kind }) => kind)).toEqual(["public", "vpc", "private"]);
  });

  it("finds balancers with their backends, networks, buckets and reserved addresses", () => {
    for (const region of view.enclaves[0]?.regions ?? []) {
      const edge = region.nodes.find(({ role }) => role === "edge");
      expect(region.balancers[0]?.ports[0]?.backends[0]?.node).toBe(edge?.id);
      expect(region.networks[0]?.subnets[0]?.cidr).toMatch(/^10\.65\.[12]\.0\/24$/);
      expect(region.buckets.map(({ shortName, role }) => [shortName, role])).toEqual([["backup", "backup"]]);
      expect(region.reservedAddresses).toHaveLength(1);
    }
  });

  it("finds every kind of flow that one class has", () => {
    const kinds = new Set(view.enclaves[0]?.flows.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(["backup", "balancer", "devices", "internet", "replication", "tunnel"]);
  });

  it("has a price and a source for everything, dated as recorded", () => {
    const items = view.enclaves.flatMap(({ regions }) => regions.flatMap(({ costs }) => costs));
    expect(items.filter(({ monthly }) => monthly === null)).toEqual([]);
    expect(items.find(({ item }) => item === "account-fr-par-gateway")).toMatchObject({
      monthly: 24,
      source: "/linode/types g6-standard-2",
    });
    expect(view.accountCosts.map(({ monthly }) => monthly)).toEqual([5]);
    expect(view.priceLists.find(({ path }) => path === "/linode/types")?.recorded).toMatch(/^20\d\d/);
  });

  it("warns of what belongs to nobody, and of nothing else", () => {
    expect(view.warnings.map(({ code, message }) => `${code}: ${message.split(" ")[0]}`).sort()).toEqual([
      "unattributed: forgotten",
      "volume-not-attached: Volume",
    ]);
  });

  it("shows it all", () => {
    for (const shown of [renderText(view, { colour: false, width: 100 }), renderHtml(view)])
      for (const word of ["data-1", "edge-1", "gateway", "forgotten", "10.65.2.11", "account.example.org"])
        expect(shown).toContain(word);
  });
});
