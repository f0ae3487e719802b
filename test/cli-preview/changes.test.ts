import { describe, expect, it } from "vitest";
import { changesBetween } from "../../cli/preview/changes";
import { costOf } from "../../cli/preview/costs";
import { valueChanges } from "../../cli/preview/values";
import { resourceOf } from "./report";

const firewall = (inbounds: readonly Record<string, string | string[]>[], more = {}) =>
  resourceOf({
    type: "linode:index/firewall:Firewall",
    name: "rules",
    inputs: { inboundPolicy: "DROP", inbounds: [...inbounds], ...more },
  });
const rule = (label: string, networks: string[]) => ({
  label,
  action: "ACCEPT",
  protocol: "TCP",
  ports: "443",
  ipv4s: networks,
});

describe("changes between two evaluations", () => {
  it("are none where nothing differs, whatever the order", () => {
    const resources = [resourceOf({ name: "a" }), resourceOf({ name: "b" })];
    expect(changesBetween(resources, [...resources].reverse())).toEqual([]);
  });

  it("name what was made, changed and removed, by class, region and action", () => {
    const before = [
      resourceOf({ name: "gone", protect: true }),
      resourceOf({ name: "kept" }),
      resourceOf({ name: "other", dataClass: null, region: null }),
    ];
    const after = [
      resourceOf({ name: "kept", inputs: { size: 40, region: "fr-par" } }),
      resourceOf({ name: "made", dataClass: "events" }),
      resourceOf({ name: "far", region: "de-fra-2" }),
    ];
    const changes = changesBetween(before, after);
    expect(changes.map(({ action, name }) => `${action} ${name}`)).toEqual([
      "created far",
      "removed gone",
      "changed kept",
      "created made",
      "removed other",
    ]);
    expect(changes[1]).toMatchObject({ protect: true });
    expect(changes[2]?.properties).toEqual([{ path: "size", before: "20", after: "40" }]);
  });

  it("show that protection was lifted", () => {
    const [change] = changesBetween([resourceOf({ protect: true })], [resourceOf()]);
    expect(change?.properties).toEqual([{ path: "protect", before: "true", after: "false" }]);
  });

  it("leave out components and default providers", () => {
    const hidden = [
      resourceOf({ custom: false }),
      resourceOf({ type: "pulumi:providers:linode", name: "default" }),
    ];
    expect(changesBetween([], hidden)).toEqual([]);
  });

  it("tell a firewall's rules by what they say, not by their place", () => {
    const one = rule("one", ["10.0.0.1/32"]);
    const two = rule("two", ["10.0.0.2/32"]);
    expect(changesBetween([firewall([one, two])], [firewall([two, one])])).toEqual([]);
    const [change] = changesBetween([firewall([one, two])], [firewall([rule("one", ["0.0.0.0/0"]), two])]);
    expect(change?.properties).toEqual([]);
    expect(change?.rules).toEqual([
      { direction: "inbound", sign: "-", rule: "ACCEPT TCP 443 10.0.0.1/32 (one)" },
      { direction: "inbound", sign: "+", rule: "ACCEPT TCP 443 0.0.0.0/0 (one)" },
    ]);
  });

  it("show the rules of a firewall that is new, and of one that becomes unreadable", () => {
    expect(changesBetween([], [firewall([rule("one", ["::/0"])])])[0]?.rules).toHaveLength(1);
    const [change] = changesBetween([firewall([])], [firewall([], { inbounds: "[unknown]" })]);
    expect(change?.properties).toEqual([{ path: "inbounds", before: null, after: "[unknown]" }]);
  });
});

describe("changes of a value", () => {
  it("go as deep as they can be named", () => {
    const before = { interfaces: [{ ipv4: { vpc: "10.0.0.1" } }], same: 1 };
    const after = { interfaces: [{ ipv4: { vpc: "10.0.0.2" } }], same: 1, more: true };
    expect(valueChanges("", before, after)).toEqual([
      { path: "interfaces[0].ipv4.vpc", before: "10.0.0.1", after: "10.0.0.2" },
      { path: "more", before: null, after: "true" },
    ]);
  });

  it("say of a list of plain values what went and came", () => {
    expect(valueChanges("tags", ["a", "b"], ["b", "c"])).toEqual([
      { path: "tags", before: '["a"]', after: '["c"]' },
    ]);
    expect(valueChanges("tags", ["a"], ["a", "c"])).toEqual([{ path: "tags", before: null, after: '["c"]' }]);
    expect(valueChanges("tags", ["a", "b"], ["b", "a"])).toMatchObject([{ path: "tags" }]);
  });

  it("count lines of texts, encoded ones too, and show no long value", () => {
    const text = (line: string) =>
      Buffer.from(`#cloud-config\n${line}\nlast line of it\n`).toString("base64");
    expect(valueChanges("userData", text("a: first value"), text("b: other value"))).toEqual([
      { path: "userData", before: "4 lines", after: "4 lines, 1 added, 1 removed" },
    ]);
    expect(valueChanges("x", "a".repeat(500), "b")).toEqual([
      { path: "x", before: "(500 characters)", after: "b" },
    ]);
  });
});

describe("the cost of a stack", () => {
  const instance = resourceOf({
    type: "linode:index/instance:Instance",
    inputs: { type: "g6-dedicated-2", backupsEnabled: true },
  });

  it("adds servers with their backups, volumes by size, balancers, addresses, and buckets once", () => {
    const volume = resourceOf({ inputs: { size: 100 } });
    const balancer = resourceOf({ type: "linode:index/nodeBalancer:NodeBalancer", dataClass: "events" });
    const bucket = resourceOf({ type: "bastide:index:LockedBucket" });
    const cost = costOf([instance, volume, balancer, bucket, bucket]);
    // $36 and $5 for backups, 100 GB at $0.10, $10 and $5: Linode's published prices.
    expect(cost).toMatchObject({ monthly: 66, unpriced: 0 });
    expect(cost.byClass).toEqual([
      { dataClass: "account", monthly: 51 },
      { dataClass: "events", monthly: 10 },
      { dataClass: null, monthly: 5 },
    ]);
  });

  it("takes the region's price, and counts what has none", () => {
    expect(costOf([{ ...instance, region: "br-gru" }]).monthly).toBeGreaterThan(costOf([instance]).monthly);
    expect(costOf([{ ...instance, inputs: { type: "no-such-type" } }])).toMatchObject({
      monthly: 0,
      unpriced: 1,
    });
  });
});
