import { describe, expect, it } from "vitest";
import { start } from "./support";

const open = { inbound_policy: "ACCEPT", outbound_policy: "ACCEPT", inbound: [], outbound: [] };

function rule(protocol: string, ports?: string) {
  return {
    action: "ACCEPT",
    label: "one",
    protocol,
    addresses: { ipv4: ["0.0.0.0/0"] },
    ...(ports === undefined ? {} : { ports }),
  };
}

describe("a firewall's rules", () => {
  it("are remembered in every version", async () => {
    const { ok, call } = await start();
    const made = await ok("POST", "/networking/firewalls", { label: "edge", rules: open });
    const path = `/networking/firewalls/${made.id}`;
    const second = await ok("PUT", `${path}/rules`, { ...open, inbound: [rule("TCP", "22")] });
    const history = await ok("GET", `${path}/history`);
    expect(history.data.map((one: { rules: object }) => one.rules)).toEqual([{ version: 1 }, { version: 2 }]);
    expect(await ok("GET", `${path}/history/rules/2`)).toEqual(second);
    expect((await ok("GET", `${path}/history/rules/1`)).inbound).toEqual([]);
    expect((await call("GET", `${path}/history/rules/3`)).status).toBe(404);
  });

  it.each([
    ["ALL", undefined, 200],
    ["50", undefined, 200],
    ["6", "443", 200],
    ["50", "443", 400],
    ["256", undefined, 400],
    ["GRE", undefined, 400],
  ])("about protocol %s and ports %s answer %i", async (protocol, ports, status) => {
    const { call } = await start();
    const rules = { ...open, inbound: [rule(protocol, ports)] };
    expect((await call("POST", "/networking/firewalls", { label: "edge", rules })).status).toBe(status);
  });

  it("may be a rule set of their direction, which stays while it is used", async () => {
    const { ok, call } = await start();
    const set = await ok("POST", "/networking/firewalls/rulesets", {
      label: "admin",
      type: "inbound",
      rules: [rule("TCP", "22")],
    });
    const inbound = [{ ruleset: set.id }, rule("ICMP")];
    const made = await ok("POST", "/networking/firewalls", { label: "edge", rules: { ...open, inbound } });
    expect(made.rules.inbound).toEqual(inbound);
    const path = `/networking/firewalls/${made.id}`;
    const expanded = await ok("GET", `${path}/rules/expansion`);
    expect(expanded.inbound).toEqual([rule("TCP", "22"), rule("ICMP")]);
    const wrong = await call("PUT", `${path}/rules`, { ...open, outbound: [{ ruleset: set.id }] });
    expect(wrong.status).toBe(400);
    expect((await call("DELETE", `/networking/firewalls/rulesets/${set.id}`)).status).toBe(400);
    await ok("DELETE", path);
    await ok("DELETE", `/networking/firewalls/rulesets/${set.id}`);
    const { data } = await ok("GET", "/networking/firewalls/rulesets");
    expect(data).toEqual([expect.objectContaining({ id: set.id, deleted: expect.any(String) })]);
    expect((await call("DELETE", `/networking/firewalls/rulesets/${set.id}`)).status).toBe(404);
    const late = { label: "late", rules: { ...open, inbound: [{ ruleset: set.id }] } };
    expect((await call("POST", "/networking/firewalls", late)).status).toBe(400);
  });

  it("tell of the status by events of their own", async () => {
    const { ok } = await start();
    const made = await ok("POST", "/networking/firewalls", { label: "edge", rules: open });
    await ok("PUT", `/networking/firewalls/${made.id}`, { status: "disabled" });
    await ok("PUT", `/networking/firewalls/${made.id}`, { label: "edge2" });
    const { data } = await ok("GET", "/account/events");
    expect(data.map((one: { action: string }) => one.action)).toEqual([
      "firewall_create",
      "firewall_disable",
      "firewall_update",
    ]);
  });
});
