import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../local-cloud/core/store";
import { errors, linode, type Session, start } from "./support";

const rules = { inbound: [], outbound: [], inbound_policy: "DROP", outbound_policy: "ACCEPT" };

interface Place {
  firewall: number;
  vpc: number;
  subnet: number;
}

async function place({ ok }: Session): Promise<Place> {
  const firewall = (await ok("POST", "/networking/firewalls", { label: "wall", rules })).id;
  const subnets = [{ label: "a", ipv4: "10.0.0.0/24" }];
  const vpc = await ok("POST", "/vpcs", { label: "v", region: "fr-par", subnets });
  return { firewall, vpc: vpc.id, subnet: vpc.subnets[0].id };
}

/** A Linode of the newer generation that is off, with the interfaces named. */
async function made(session: Session, interfaces: object[], more: object = {}): Promise<string> {
  const { id } = await session.ok("POST", "/linode/instances", {
    ...linode,
    interface_generation: "linode",
    booted: false,
    interfaces,
    ...more,
  });
  await session.settle();
  return `/linode/instances/${id}`;
}

describe("Linode interfaces", () => {
  it("are made with their Linode, hold its addresses, and are behind their own firewalls", async () => {
    const session = await start();
    const { ok } = session;
    const { firewall, subnet, vpc } = await place(session);
    const path = await made(session, [
      { firewall_id: firewall, public: { ipv4: { addresses: [{ address: "auto", primary: true }] } } },
      {
        firewall_id: firewall,
        vpc: {
          subnet_id: subnet,
          ipv4: { addresses: [{ address: "auto", primary: true, nat_1_1_address: "auto" }] },
        },
      },
    ]);
    const shown = await ok("GET", path);
    expect(shown).toMatchObject({ interface_generation: "linode" });
    const { interfaces } = await ok("GET", `${path}/interfaces`);
    const [eth0, eth1] = interfaces;
    expect(shown.ipv4).toEqual([
      eth0.public.ipv4.addresses[0].address,
      eth1.vpc.ipv4.addresses[0].nat_1_1_address,
    ]);
    expect(eth0).toMatchObject({
      default_route: { ipv4: true, ipv6: true },
      version: 1,
      vpc: null,
      vlan: null,
    });
    expect(eth1).toMatchObject({
      default_route: {},
      vpc: { vpc_id: vpc, subnet_id: subnet, ipv4: { addresses: [{ address: "10.0.0.2", primary: true }] } },
    });
    const devices = (await ok("GET", `/networking/firewalls/${firewall}/devices`)).data;
    expect(devices.map((one: { entity: { id: number; type: string } }) => one.entity)).toMatchObject([
      { id: eth0.id, type: "interface", parent_entity: { id: shown.id, type: "linode" } },
      { id: eth1.id, type: "interface" },
    ]);
    expect((await ok("GET", `${path}/interfaces/${eth0.id}/firewalls`)).data[0].id).toBe(firewall);
    expect(await ok("GET", `/networking/ips/${shown.ipv4[0]}`)).toMatchObject({ interface_id: eth0.id });
    expect((await ok("GET", `/vpcs/${vpc}/subnets/${subnet}`)).linodes).toMatchObject([
      { id: shown.id, interfaces: [{ id: eth1.id, config_id: null }] },
    ]);
  });

  it("are what an account gives new Linodes where it says so", async () => {
    const session = await start({ interfacesForNewLinodes: "linode_default_but_legacy_config_allowed" });
    const { ok, call } = session;
    const { id } = await ok("POST", "/linode/instances", {
      ...linode,
      interfaces: [{ public: {}, firewall_id: null }],
    });
    expect(await ok("GET", `/linode/instances/${id}`)).toMatchObject({ interface_generation: "linode" });
    await ok("PUT", "/account/settings", { interfaces_for_new_linodes: "linode_only" });
    const legacy = await call("POST", "/linode/instances", {
      ...linode,
      interface_generation: "legacy_config",
    });
    expect([legacy.status, legacy.body.errors[0].field]).toEqual([400, "interface_generation"]);
  });

  it("are at most three, of which one is public and one in a VPC, each behind a firewall or named without", async () => {
    const session = await start();
    const { call, ok } = session;
    const { subnet } = await place(session);
    const path = `${await made(session, [{ public: {}, firewall_id: null }])}/interfaces`;
    const field = async (body: object): Promise<unknown> =>
      (await call("POST", path, body)).body.errors?.[0].field;
    expect(await field({ public: {}, firewall_id: null })).toBe("public");
    expect(await field({ vpc: { subnet_id: subnet } })).toBe("firewall_id");
    expect(await field({ vlan: { vlan_label: "a" }, firewall_id: 1 })).toBe("firewall_id");
    await ok("POST", path, { vlan: { vlan_label: "a", ipam_address: "10.1.0.1/24" } });
    expect(await field({ vlan: { vlan_label: "a" } })).toBe("vlan.vlan_label");
    await ok("POST", path, { vlan: { vlan_label: "b" } });
    expect((await call("POST", path, { vlan: { vlan_label: "c" } })).status).toBe(400);
    expect((await call("POST", path, { public: {}, vlan: { vlan_label: "c" } })).status).toBe(400);
  });

  it("use the account's default firewall where none is named", async () => {
    const session = await start();
    const { ok } = session;
    const { firewall } = await place(session);
    await ok("PUT", "/networking/firewalls/settings", {
      default_firewall_ids: { public_interface: firewall },
    });
    const path = await made(session, [{ public: {} }]);
    const [eth0] = (await ok("GET", `${path}/interfaces`)).interfaces;
    expect((await ok("GET", `${path}/interfaces/${eth0.id}/firewalls`)).results).toBe(1);
  });

  it("change in addresses, ranges and routes, and remember what they were", async () => {
    const session = await start();
    const { ok, call } = session;
    const { subnet } = await place(session);
    const path = await made(session, [
      { public: {}, firewall_id: null },
      { vpc: { subnet_id: subnet }, firewall_id: null },
    ]);
    const [eth0, eth1] = (await ok("GET", `${path}/interfaces`)).interfaces;
    const changed = await ok("PUT", `${path}/interfaces/${eth1.id}`, {
      default_route: { ipv4: true },
      vpc: {
        subnet_id: subnet,
        ipv4: { addresses: [{ address: "10.0.0.9" }, { address: "10.0.0.8" }], ranges: [{ range: "/28" }] },
      },
    });
    expect(changed).toMatchObject({
      version: 2,
      default_route: { ipv4: true },
      vpc: {
        ipv4: {
          addresses: [
            { address: "10.0.0.9", primary: true },
            { address: "10.0.0.8", primary: false },
          ],
          ranges: [{ range: "10.0.0.16/28" }],
        },
      },
    });
    expect((await ok("GET", `${path}/interfaces/${eth0.id}`)).default_route).toEqual({ ipv6: true });
    expect(await ok("GET", `${path}/interfaces/settings`)).toMatchObject({
      network_helper: true,
      default_route: {
        ipv4_interface_id: eth1.id,
        ipv4_eligible_interface_ids: [eth0.id, eth1.id],
        ipv6_interface_id: eth0.id,
        ipv6_eligible_interface_ids: [eth0.id],
      },
    });
    await ok("PUT", `${path}/interfaces/settings`, { default_route: { ipv4_interface_id: eth0.id } });
    expect((await ok("GET", `${path}/interfaces/${eth1.id}`)).default_route).toEqual({});
    const other = await call("PUT", `${path}/interfaces/${eth1.id}`, { public: {} });
    expect(other.body.errors[0].field).toBe("public");
    expect((await ok("GET", `${path}/interfaces/history`)).data.at(-1)).toMatchObject({
      interface_id: eth1.id,
      version: 2,
      interface_data: { vpc: { subnet_id: subnet } },
    });
  });

  it("give their addresses back with them, and stay while the Linode runs", async () => {
    const session = await start();
    const { ok, call, settle, cloud } = session;
    const path = await made(session, [{ public: {}, firewall_id: null }]);
    const [eth0] = (await ok("GET", `${path}/interfaces`)).interfaces;
    await ok("POST", `${path}/boot`);
    await settle();
    expect((await call("DELETE", `${path}/interfaces/${eth0.id}`)).status).toBe(400);
    await ok("POST", `${path}/shutdown`);
    await settle();
    await ok("DELETE", `${path}/interfaces/${eth0.id}`);
    expect((await ok("GET", path)).ipv4).toEqual([]);
    expect(cloud.world.store.count("ip")).toBe(0);
    expect(errors(await call("POST", `${path}/boot`))).toEqual([
      { reason: "The Linode has no interface to boot with" },
    ]);
  });

  it("are not for Linodes of the older generation, nor the other way round", async () => {
    const session = await start();
    const { call, ok } = session;
    const { id } = await ok("POST", "/linode/instances", linode);
    expect((await call("GET", `/linode/instances/${id}/interfaces`)).status).toBe(400);
    const path = await made(session, [{ public: {}, firewall_id: null }], { label: "new" });
    const interfaces = [{ purpose: "public" }];
    const config = await call("POST", `${path}/configs`, { label: "c", devices: {}, interfaces });
    expect([config.status, config.body.errors[0].field]).toEqual([400, "interfaces"]);
    expect((await call("POST", `${path}/ips`, { type: "ipv4", public: true })).status).toBe(400);
  });
});

/** Everything that is kept, in an order that doesn't depend on what was undone. */
function stateOf({ meta, tables }: Snapshot): unknown {
  const sorted = Object.entries(tables).map(([kind, rows]) => [
    kind,
    [...rows].sort((a, b) => String(a.id).localeCompare(String(b.id))),
  ]);
  return { meta, tables: Object.fromEntries(sorted) };
}

describe("the upgrade to Linode interfaces", () => {
  it("is shown beforehand without a change, then carried out with the same addresses and firewall", async () => {
    const session = await start();
    const { ok, settle, cloud } = session;
    const { firewall, subnet } = await place(session);
    const { id } = await ok("POST", "/linode/instances", {
      ...linode,
      firewall_id: firewall,
      interfaces: [
        { purpose: "public" },
        { purpose: "vpc", subnet_id: subnet, ipv4: { vpc: "10.0.0.7" } },
        { purpose: "vlan", label: "a", ipam_address: "10.1.0.1/24" },
      ],
    });
    await settle();
    const path = `/linode/instances/${id}`;
    const before = await ok("GET", path);
    const tables = stateOf(cloud.world.store.snapshot());
    const dry = await ok("POST", `${path}/upgrade-interfaces`, {});
    expect(stateOf(cloud.world.store.snapshot())).toEqual(tables);
    expect(dry).toMatchObject({ dry_run: true, interfaces: [{ id: 0 }, { id: 0 }, { id: 0 }] });
    const done = await ok("POST", `${path}/upgrade-interfaces`, { dry_run: false });
    expect(done.interfaces).toMatchObject([
      { public: { ipv4: { addresses: [{ address: before.ipv4[0], primary: true }] } } },
      { vpc: { ipv4: { addresses: [{ address: "10.0.0.7" }] } } },
      { vlan: { vlan_label: "a", ipam_address: "10.1.0.1/24" } },
    ]);
    expect(await ok("GET", path)).toMatchObject({ interface_generation: "linode", ipv4: before.ipv4 });
    const devices = (await ok("GET", `/networking/firewalls/${firewall}/devices`)).data;
    expect(devices.map((one: { entity: { type: string } }) => one.entity.type)).toEqual([
      "interface",
      "interface",
    ]);
    expect((await ok("GET", `${path}/configs`)).data[0].interfaces).toEqual([]);
  });

  it("is refused for a Linode in the region's private network", async () => {
    const session = await start();
    const { call, ok, settle } = session;
    const { id } = await ok("POST", "/linode/instances", { ...linode, private_ip: true });
    await settle();
    expect((await call("POST", `/linode/instances/${id}/upgrade-interfaces`, {})).status).toBe(400);
  });
});
