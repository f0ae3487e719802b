import { describe, expect, it } from "vitest";
import { buildView } from "../../cli/show/build/stackView";
import type { Account } from "../../cli/show/read/collect";
import { prodAccount, setting } from "./account";

const codes = (account: Account): string[] => buildView(account, setting).warnings.map(({ code }) => code);

/** Prod with one list changed; `change` gets each item with its place. */
function broken<
  K extends
    | "instances"
    | "volumes"
    | "firewalls"
    | "balancers"
    | "placementGroups"
    | "domains"
    | "buckets"
    | "vpcs",
>(key: K, change: (item: Account[K][number], index: number) => Account[K][number] | null): Account {
  const account = prodAccount();
  const items: readonly Account[K][number][] = account[key];
  return { ...account, [key]: items.map(change).filter((item) => item !== null) };
}

const first =
  <T>(change: (item: T) => T | null) =>
  (item: T, index: number): T | null =>
    index === 0 ? change(item) : item;

describe("warnings", () => {
  it("are none for prod as planned", () => {
    expect(codes(prodAccount())).toEqual([]);
  });

  const cases: readonly (readonly [string, readonly string[], Account])[] = [
    [
      "a node that is offline",
      ["node-not-running"],
      broken(
        "instances",
        first((one) => ({ ...one, status: "offline" })),
      ),
    ],
    [
      "a disk without encryption",
      ["disk-not-encrypted"],
      broken(
        "instances",
        first((one) => ({ ...one, disk_encryption: "disabled" })),
      ),
    ],
    [
      "a volume without encryption",
      ["volume-not-encrypted"],
      broken(
        "volumes",
        first((one) => ({ ...one, encryption: "disabled" })),
      ),
    ],
    [
      "a volume on no node",
      ["volume-not-attached"],
      broken(
        "volumes",
        first((one) => ({ ...one, linode_id: null })),
      ),
    ],
    [
      "a firewall that is off",
      ["firewall-off"],
      broken("firewalls", (one) =>
        one.label === "contact-fr-par-gateway" ? { ...one, status: "disabled" } : one,
      ),
    ],
    [
      "a firewall that is missing",
      ["no-firewall", "no-firewall"],
      broken("firewalls", (one) => (one.label === "contact-fr-par-data" ? null : one)),
    ],
    [
      "a firewall that accepts by default",
      ["firewall-accepts"],
      broken(
        "firewalls",
        first((one) => ({ ...one, rules: { ...one.rules, outbound_policy: "ACCEPT" } })),
      ),
    ],
    [
      "nodes behind another class's firewall",
      ["firewall-of-other-class", "firewall-of-other-class"],
      broken("firewalls", (one) =>
        one.label === "contact-fr-par-data" ? { ...one, tags: ["data-class:account"] } : one,
      ),
    ],
    [
      "a data node with a public interface",
      ["data-node-public"],
      broken("instances", (one) =>
        one.label === "contact-fr-par-data-1"
          ? { ...one, interfaces: [{ purpose: "public" }, ...one.interfaces] }
          : one,
      ),
    ],
    [
      "a node without a role",
      ["role-missing"],
      broken("instances", (one) =>
        one.label === "account-fr-par-edge-1" ? { ...one, tags: ["data-class:account"] } : one,
      ),
    ],
    [
      "a backend that is down",
      ["backend-down"],
      broken(
        "balancers",
        first((one) => ({
          ...one,
          configs: one.configs.map((config) => ({
            ...config,
            nodes: config.nodes.map((node) => ({ ...node, status: "DOWN" })),
          })),
        })),
      ),
    ],
    [
      "a balancer without backends",
      ["balancer-without-backend"],
      broken(
        "balancers",
        first((one) => ({ ...one, configs: [] })),
      ),
    ],
    [
      "a group that is not kept",
      ["placement-not-kept"],
      broken(
        "placementGroups",
        first((one) => ({ ...one, is_compliant: false })),
      ),
    ],
    [
      "DNS that points elsewhere",
      ["dns-points-elsewhere"],
      broken(
        "domains",
        first((one) => ({ ...one, records: [{ name: "www", type: "A", target: "192.0.2.1", ttl_sec: 30 }] })),
      ),
    ],
    [
      "a regional name that points into another region",
      ["dns-points-astray"],
      broken(
        "domains",
        first((one) => ({
          ...one,
          records: [...one.records, { name: "x.fr-par", type: "A", target: "203.0.121.10", ttl_sec: 30 }],
        })),
      ),
    ],
    [
      "DNS that points at both regions",
      ["dns-points-both-ways"],
      broken(
        "domains",
        first((one) => ({
          ...one,
          records: ["203.0.120.10", "203.0.121.10"].map((target) => ({
            name: "",
            type: "A",
            target,
            ttl_sec: 30,
          })),
        })),
      ),
    ],
    [
      "a region without a backup elsewhere",
      ["no-backup-elsewhere"],
      broken("buckets", (one) => (one.label === "example-contact-fr-par-backup" ? null : one)),
    ],
    [
      "gateways that don't let each other in",
      ["no-tunnel"],
      broken("firewalls", (one) =>
        one.label === "contact-fr-par-gateway" ? { ...one, rules: { ...one.rules, inbound: [] } } : one,
      ),
    ],
    [
      "a log receiver that lets nobody in",
      ["no-tunnel", "no-log-flow", "no-log-flow", "no-log-flow", "no-log-flow"],
      broken("firewalls", (one) =>
        one.label.startsWith("events-") && one.label.endsWith("gateway")
          ? { ...one, rules: { ...one.rules, inbound: [] } }
          : one,
      ),
    ],
    [
      "a bucket of no class",
      ["unattributed"],
      broken("buckets", (one) =>
        one.label === "example-sessions-fr-par-objects" ? { ...one, label: "assets" } : one,
      ),
    ],
    [
      "a network of no class",
      ["unattributed"],
      broken(
        "vpcs",
        first((one) => ({ ...one, description: "mine" })),
      ),
    ],
    [
      "a node of two classes",
      ["several-classes", "unattributed"],
      broken("instances", (one) =>
        one.label === "account-fr-par-edge-1" ? { ...one, tags: [...one.tags, "data-class:contact"] } : one,
      ),
    ],
  ];

  it.each(cases)("name %s", (_, expected, account) => {
    expect(codes(account).sort()).toEqual([...expected].sort());
  });

  it("name what was not read, and prices that are missing", () => {
    const account = { ...prodAccount(), gaps: ["Could not read /domains."], prices: new Map() };
    const found = buildView(account, setting).warnings;
    expect(found.map(({ code }) => code)).toEqual(["not-read", "no-price"]);
    expect(found[0]?.message).toBe("Could not read /domains.");
  });

  it("are full sentences, the gravest first", () => {
    for (const [, , account] of cases) {
      const { warnings } = buildView(account, setting);
      for (const { message } of warnings) expect(message).toMatch(/^\S.*[a-zA-Z)]\.$/s);
      const ranks = warnings.map(({ severity }) => ["critical", "attention", "note"].indexOf(severity));
      expect(ranks).toEqual([...ranks].sort());
    }
  });
});
