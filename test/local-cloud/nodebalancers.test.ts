import { describe, expect, it } from "vitest";
import { linode, type Session, start } from "./support";

async function withNode(session: Session): Promise<{ path: string; node: number; linodeId: number }> {
  const { ok } = session;
  const one = await ok("POST", "/linode/instances", { ...linode, private_ip: true });
  const ips = await ok("GET", `/linode/instances/${one.id}/ips`);
  const balancer = await ok("POST", "/nodebalancers", { region: "fr-par" });
  const config = await ok("POST", `/nodebalancers/${balancer.id}/configs`, { port: 80 });
  const path = `/nodebalancers/${balancer.id}/configs/${config.id}`;
  const address = `${ips.ipv4.private[0].address}:80`;
  const node = await ok("POST", `${path}/nodes`, { address, label: "node" });
  return { path, node: node.id, linodeId: one.id };
}

describe("a node's status", () => {
  it("is unknown before the first check, then follows its Linode", async () => {
    const session = await start();
    const { ok, settle } = session;
    const { path, node, linodeId } = await withNode(session);
    const status = async () => (await ok("GET", `${path}/nodes/${node}`)).status;
    expect(await status()).toBe("Unknown");
    await settle();
    expect(await status()).toBe("UP");
    expect((await ok("GET", path)).nodes_status).toEqual({ up: 1, down: 0 });
    await ok("POST", `/linode/instances/${linodeId}/shutdown`);
    await settle();
    expect(await status()).toBe("DOWN");
    await ok("PUT", `${path}/nodes/${node}`, { address: "192.168.200.7:80" });
    expect(await status()).toBe("Unknown");
    expect((await ok("GET", path)).nodes_status).toEqual({ up: 0, down: 1 });
  });
});

describe("a rebuilt configuration", () => {
  it("keeps the nodes that are named, drops the others, and adds new ones", async () => {
    const session = await start();
    const { ok, call } = session;
    const { path, node } = await withNode(session);
    const other = await ok("POST", `${path}/nodes`, { address: "192.168.200.8:80", label: "gone" });
    const kept = { id: node, address: "192.168.200.9:80", label: "kept", weight: 7 };
    const fresh = { address: "192.168.200.10:80", label: "fresh" };
    const changed = await ok("POST", `${path}/rebuild`, { port: 81, nodes: [kept, fresh] });
    expect(changed).toMatchObject({ port: 81, nodes_status: { up: 0, down: 2 } });
    const { data } = await ok("GET", `${path}/nodes`);
    expect(data.map((one: { label: string; weight: number }) => [one.label, one.weight])).toEqual([
      ["kept", 7],
      ["fresh", 50],
    ]);
    expect(data[0].id).toBe(node);
    const foreign = await call("POST", `${path}/rebuild`, { nodes: [{ ...fresh, id: other.id }] });
    expect(foreign.status).toBe(400);
    expect((await ok("GET", `${path}/nodes`)).results).toBe(2);
  });
});

describe("configurations", () => {
  it("of UDP share a port with one of TCP, and have their own defaults", async () => {
    const { ok, call } = await start();
    const balancer = await ok("POST", "/nodebalancers", {
      region: "fr-par",
      configs: [{ port: 53, protocol: "tcp" }],
    });
    const path = `/nodebalancers/${balancer.id}/configs`;
    const udp = await ok("POST", path, { port: 53, protocol: "udp", check_passive: true });
    expect(udp).toMatchObject({ stickiness: "session", check_passive: false, cipher_suite: "none" });
    expect((await call("POST", path, { port: 53, protocol: "udp" })).status).toBe(400);
    const sticky = { port: 54, protocol: "tcp", stickiness: "http_cookie" };
    expect((await call("POST", path, sticky)).status).toBe(400);
  });
});

describe("what protects NodeBalancers", () => {
  it("is a lock until it is removed, with its parts if it says so", async () => {
    const session = await start();
    const { ok, call } = session;
    const { path } = await withNode(session);
    const balancer = Number(path.split("/")[2]);
    const lock = await ok("POST", "/locks", {
      entity_type: "nodebalancer",
      entity_id: balancer,
      lock_type: "cannot_delete_with_subresources",
    });
    expect((await ok("GET", `/nodebalancers/${balancer}`)).locks).toEqual([
      "cannot_delete_with_subresources",
    ]);
    expect((await call("DELETE", path)).status).toBe(400);
    expect((await call("DELETE", `/nodebalancers/${balancer}`)).status).toBe(400);
    await ok("DELETE", `/locks/${lock.id}`);
    await ok("DELETE", `/nodebalancers/${balancer}`);
  });

  it("is the account's default firewall, unless another or none is asked for", async () => {
    const { ok, call } = await start();
    const rules = { inbound_policy: "DROP", outbound_policy: "ACCEPT", inbound: [], outbound: [] };
    const firewall = await ok("POST", "/networking/firewalls", { label: "usual", rules });
    await ok("PUT", "/networking/firewalls/settings", {
      default_firewall_ids: { nodebalancer: firewall.id },
    });
    const protectedBy = async (body: object) => {
      const made = await ok("POST", "/nodebalancers", { region: "fr-par", ...body });
      return (await ok("GET", `/nodebalancers/${made.id}/firewalls`)).results;
    };
    expect(await protectedBy({})).toBe(1);
    expect(await protectedBy({ firewall_id: -1 })).toBe(0);
    const path = `/networking/firewalls/${firewall.id}`;
    expect((await call("DELETE", path)).status).toBe(400);
    expect((await call("PUT", path, { status: "disabled" })).status).toBe(400);
  });

  it("leaves a reserved address with the account", async () => {
    const { ok, call } = await start();
    const ip = await ok("POST", "/networking/reserved/ips", { region: "fr-par" });
    const made = await ok("POST", "/nodebalancers", { region: "fr-par", ipv4: ip.address });
    expect(made.ipv4).toBe(ip.address);
    const shown = await ok("GET", `/networking/reserved/ips/${ip.address}`);
    expect(shown.assigned_entity).toMatchObject({ type: "nodebalancer", id: made.id });
    const again = await call("POST", "/nodebalancers", { region: "fr-par", ipv4: ip.address });
    expect(again.status).toBe(400);
    await ok("DELETE", `/nodebalancers/${made.id}`);
    expect(await ok("GET", `/networking/reserved/ips/${ip.address}`)).toMatchObject({
      assigned_entity: null,
    });
  });
});
