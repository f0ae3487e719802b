import { describe, expect, it } from "vitest";
import { errors, linode, start } from "./support";

const open = { inbound_policy: "ACCEPT", outbound_policy: "ACCEPT" };
const web = { action: "ACCEPT", protocol: "TCP", ports: "443", addresses: { ipv4: ["0.0.0.0/0"] } };

describe("firewall templates", () => {
  it("are there for each generation of interfaces, and can be taken as they are", async () => {
    const { ok, call } = await start();
    const { data } = await ok("GET", "/networking/firewalls/templates");
    expect(data.map((one: { slug: string }) => one.slug).sort()).toEqual(["public", "vpc"]);
    for (const one of data) {
      expect(await ok("GET", `/networking/firewalls/templates/${one.slug}`)).toEqual(one);
      const body = { label: `from-${one.slug}`.slice(0, 32), rules: one.rules };
      expect((await call("POST", "/networking/firewalls", body)).status).toBe(200);
    }
    expect((await call("GET", "/networking/firewalls/templates/none")).status).toBe(404);
  });
});

describe("rule sets", () => {
  it("count their versions, and stay in the list when they are deleted", async () => {
    const { ok, call } = await start();
    const path = "/networking/firewalls/rulesets";
    const made = await ok("POST", path, { label: "web", type: "inbound", rules: [web] });
    expect(await ok("GET", `${path}/${made.id}`)).toEqual(made);
    expect(await ok("PUT", `${path}/${made.id}`, { label: "site" })).toMatchObject({
      label: "site",
      version: 1,
    });
    const rules = [{ ...web, ports: "80" }];
    expect(await ok("PUT", `${path}/${made.id}`, { rules })).toMatchObject({ rules, version: 2 });

    const using = { ...open, inbound: [{ ruleset: made.id }] };
    const firewall = await ok("POST", "/networking/firewalls", { label: "wall", rules: using });
    expect(errors(await call("DELETE", `${path}/${made.id}`))).toEqual([
      { reason: "Cannot delete a rule set that a firewall uses." },
    ]);
    await ok("DELETE", `/networking/firewalls/${firewall.id}`);
    await ok("DELETE", `${path}/${made.id}`);
    expect((await ok("GET", `${path}/${made.id}`)).deleted).not.toBeNull();
    expect((await call("PUT", `${path}/${made.id}`, { label: "again" })).status).toBe(404);
  });
});

describe("the account's default firewalls", () => {
  it("are none at first, and take what comes after under them", async () => {
    const { ok, call } = await start();
    const path = "/networking/firewalls/settings";
    const none = { linode: null, nodebalancer: null, public_interface: null, vpc_interface: null };
    expect(await ok("GET", path)).toEqual({ default_firewall_ids: none });
    const { id } = await ok("POST", "/networking/firewalls", { label: "wall", rules: open });
    await ok("PUT", path, { default_firewall_ids: { linode: id, nodebalancer: id } });
    expect(await ok("GET", path)).toEqual({
      default_firewall_ids: { ...none, linode: id, nodebalancer: id },
    });
    const made = await ok("POST", "/linode/instances", linode);
    expect((await ok("GET", `/linode/instances/${made.id}/firewalls`)).data).toMatchObject([{ id }]);
    expect(errors(await call("DELETE", `/networking/firewalls/${id}`))).toEqual([
      { reason: "A default firewall cannot be deleted. Choose another default first." },
    ]);
  });

  it("of a NodeBalancer can be replaced, all at once", async () => {
    const { ok } = await start();
    const wall = async (label: string) =>
      (await ok("POST", "/networking/firewalls", { label, rules: open })).id;
    const [one, two] = [await wall("one"), await wall("two")];
    const { id } = await ok("POST", "/nodebalancers", { region: "fr-par", firewall_id: one });
    const path = `/nodebalancers/${id}/firewalls`;
    expect((await ok("GET", path)).data).toMatchObject([{ id: one }]);
    expect((await ok("PUT", path, { firewall_ids: [two] })).data).toMatchObject([{ id: two }]);
    expect((await ok("PUT", path, { firewall_ids: [] })).results).toBe(0);
    expect(await ok("GET", "/_local/contradictions")).toEqual([]);
  });
});
