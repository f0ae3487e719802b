import assert from "node:assert/strict";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { StackConfig } from "../../../infra/config";
import {
  type FirewallPlan,
  type Flow,
  type Party,
  type Peer,
  type Plan,
  planTopology,
  type RulePlan,
} from "../../../infra/topology";
import { prodConfig } from "../../support/infraConfigs";
import { seeded, stackConfig } from "../../support/infraStackConfigs";
import { enclaveOf, sitesOf } from "./plans";

const limits = { rules: 25, addressesPerRule: 255 } as const;

/** Every firewall of a plan with its class and region. */
const firewallsOf = (plan: Plan) =>
  plan.enclaves.flatMap((enclave) =>
    enclave.sites.flatMap((site) =>
      site.firewalls.map((firewall) => ({ firewall, dataClass: enclave.dataClass.id, site })),
    ),
  );

/** The class that a party belongs to; none for networks outside. */
const classOf = (party: Party, plan: Plan): string | undefined => {
  if (party.kind === "networks") return undefined;
  if (party.kind === "gateway") return party.dataClass;
  return plan.enclaves.find((e) => e.sites.some((s) => s.name === party.site))?.dataClass.id;
};

/** The firewall in front of a party; none for networks outside and for gateways of other stacks. */
const firewallOf = (party: Party, plan: Plan): FirewallPlan | undefined => {
  if (party.kind === "networks") return undefined;
  const covers = party.kind === "gateway" ? "gateway" : party.kind === "balancer" ? "balancer" : party.role;
  const site =
    party.kind === "gateway"
      ? enclaveOf(plan, party.dataClass)?.sites.find((s) => s.region === party.region)
      : sitesOf(plan).find((s) => s.name === party.site);
  return site?.firewalls.find((firewall) => firewall.covers === covers);
};

const peersOf = (party: Party): Peer[] => {
  if (party.kind === "networks") return [...party.networks];
  if (party.kind === "nodes") return [...party.addresses];
  return party.kind === "gateway" ? [{ dataClass: party.dataClass, region: party.region }] : [];
};

/** What rules let through, as text: `UDP 51820 "10.0.1.16/32"`. Computed once a list of rules. */
const seen = new WeakMap<readonly RulePlan[], ReadonlySet<string>>();

function has(rules: readonly RulePlan[], flow: Flow, peer: Peer): boolean {
  const known =
    seen.get(rules) ??
    new Set(rules.flatMap((r) => r.peers.map((p) => `${r.protocol} ${r.ports} ${JSON.stringify(p)}`)));
  seen.set(rules, known);
  return known.has(`${flow.protocol} ${flow.port} ${JSON.stringify(peer)}`);
}

/** Fifty plans of every kind, made once; a failure names the one by its place. */
const plans = fc.sample(stackConfig, seeded).map((config) => ({ config, ...planTopology(config) }));

function everyPlan(look: (plan: Plan, config: StackConfig) => void): void {
  for (const [index, { plan, config }] of plans.entries()) {
    try {
      look(plan, config);
    } catch (error) {
      throw new Error(`Plan ${index} of seed ${seeded.seed}: ${(error as Error).message}`, { cause: error });
    }
  }
}

describe("firewalls", () => {
  it("keep Linode's limits, or a problem says so", () => {
    for (const { plan, problems } of plans) {
      for (const { firewall } of firewallsOf(plan)) {
        const rules = [...firewall.inbound, ...firewall.outbound];
        for (const rule of rules) {
          assert.ok(rule.peers.length > 0 && rule.peers.length <= limits.addressesPerRule, rule.label);
        }
        if (rules.length > limits.rules) {
          expect(problems.map((p) => p.message).join()).toContain(firewall.name);
        }
      }
    }
  });

  it("say so when managed devices have more networks than Linode takes", () => {
    const config = prodConfig();
    const networks = Array.from({ length: 6_000 }, (_, i) => `203.${Math.floor(i / 250)}.${i % 250}.0/24`);
    const { problems } = planTopology({ ...config, managedDevices: { ...config.managedDevices, networks } });
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem.key).toBe("bastide:managedDevices.networks");
      expect(problem.message).toMatch(/^The firewall .+-gateway would have \d\d rules; Linode takes 25\.$/);
      expect(problem.fix).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("cover each kind of part exactly once in each site", () => {
    everyPlan((plan) => {
      for (const site of sitesOf(plan)) {
        const expected = site.edge ? ["balancer", "data", "edge", "gateway", "service"] : ["data", "gateway"];
        expect(site.firewalls.map((f) => f.covers).sort()).toEqual(expected);
      }
    });
  });

  it("let in from the internet HTTPS to balancers alone", () => {
    everyPlan((plan) => {
      for (const { firewall } of firewallsOf(plan)) {
        const open = firewall.inbound.filter((rule) =>
          rule.peers.some((peer) => typeof peer === "string" && /\/0$/.test(peer)),
        );
        expect(open.map(({ protocol, ports }) => `${protocol} ${ports}`)).toEqual(
          firewall.covers === "balancer" ? ["TCP 443"] : [],
        );
      }
    });
  });

  it("let in else only the tunnel from declared networks and own peers, and what the site's own nodes send", () => {
    everyPlan((plan, config) => {
      const declared = new Set<string>(config.managedDevices.networks);
      const elsewhere = new Set(
        Object.values(config.otherStacks).flatMap((gateways) =>
          Object.values(gateways).map((address) => `${address}/32`),
        ),
      );
      for (const { firewall, dataClass, site } of firewallsOf(plan)) {
        const own = site.network.cidr.replace(/\.0\/24$/, ".");
        for (const rule of firewall.inbound) {
          const through = `${firewall.covers} ${rule.protocol} ${rule.ports}`;
          for (const peer of rule.peers) {
            if (typeof peer !== "string") {
              assert.ok(peer.dataClass === dataClass || dataClass === "events");
              assert.equal(through, "gateway UDP 51820");
            } else if (declared.has(peer)) {
              assert.equal(through, "gateway UDP 51820");
            } else if (elsewhere.has(peer)) {
              assert.equal(`${dataClass} ${through}`, "events gateway UDP 51820");
            } else if (peer === "192.168.255.0/24") {
              assert.equal(through, "edge TCP 443");
            } else if (!/\/0$/.test(peer)) {
              assert.ok(peer.startsWith(own) && peer.endsWith("/32"), peer);
            }
          }
        }
      }
    });
  });

  it.each(["data", "service"])("let nothing out of %s nodes but to their own site", (covers) => {
    everyPlan((plan) => {
      for (const { firewall, site } of firewallsOf(plan).filter((f) => f.firewall.covers === covers)) {
        const own = site.network.cidr.replace(/\.0\/24$/, ".");
        for (const peer of [...firewall.inbound, ...firewall.outbound].flatMap((rule) => rule.peers)) {
          assert.ok(typeof peer === "string" && peer.startsWith(own));
        }
      }
    });
  });

  it("let no balancer open a connection", () => {
    everyPlan((plan) => {
      for (const { firewall } of firewallsOf(plan).filter((f) => f.firewall.covers === "balancer")) {
        expect(firewall.outbound).toEqual([]);
        for (const rule of firewall.inbound) expect(rule.protocol).toBe("TCP");
      }
    });
  });
});

describe("flows and rules", () => {
  it("agree: every flow is let out on one side and in on the other", () => {
    everyPlan((plan) => {
      for (const flow of plan.flows) {
        const out = firewallOf(flow.from, plan);
        const into = firewallOf(flow.to, plan);
        assert.ok(out ?? into, flow.name);
        for (const peer of peersOf(flow.to)) if (out) assert.ok(has(out.outbound, flow, peer));
        for (const peer of peersOf(flow.from)) if (into) assert.ok(has(into.inbound, flow, peer));
      }
    });
  });

  it("agree: every rule and every address in it comes from a flow", () => {
    everyPlan((plan) => {
      const allowed = new Set<string>();
      for (const flow of plan.flows) {
        for (const [way, near, far] of [
          ["in", flow.to, flow.from],
          ["out", flow.from, flow.to],
        ] as const) {
          const name = firewallOf(near, plan)?.name;
          for (const peer of peersOf(far)) {
            allowed.add(`${name} ${way} ${flow.protocol} ${flow.port} ${JSON.stringify(peer)}`);
          }
        }
      }
      for (const { firewall } of firewallsOf(plan)) {
        for (const [way, rules] of [
          ["in", firewall.inbound],
          ["out", firewall.outbound],
        ] as const) {
          for (const { protocol, ports, peers } of rules) {
            for (const peer of peers) {
              const rule = `${firewall.name} ${way} ${protocol} ${ports} ${JSON.stringify(peer)}`;
              assert.ok(allowed.has(rule), rule);
            }
          }
        }
      }
    });
  });

  it("cross classes into `events` alone, as the log, over the tunnel", () => {
    everyPlan((plan) => {
      for (const flow of plan.flows) {
        const [from, to] = [classOf(flow.from, plan), classOf(flow.to, plan)];
        if (from === undefined || to === undefined || from === to) continue;
        expect(to).toBe("events");
        expect([flow.name, flow.protocol, flow.port]).toEqual(["logs-to-events", "UDP", 51_820]);
      }
    });
  });

  it("let `sessions` send its log to `events`, and nothing else to another class", () => {
    everyPlan((plan) => {
      const leaving = plan.flows.filter(
        (flow) =>
          classOf(flow.from, plan) === "sessions" &&
          ![undefined, "sessions"].includes(classOf(flow.to, plan)),
      );
      expect(new Set(leaving.map((flow) => flow.name))).toEqual(
        leaving.length > 0 ? new Set(["logs-to-events"]) : new Set(),
      );
      expect(
        plan.flows.filter((flow) => classOf(flow.to, plan) === "sessions" && flow.name === "logs-to-events"),
      ).toEqual([]);
    });
  });

  it("bring every other class's log to every region of `events`", () => {
    const { plan } = planTopology(prodConfig());
    const logs = plan.flows.filter((flow) => flow.name === "logs-to-events");
    expect(logs).toHaveLength(4 * 2 * 2);
    expect(logs.some((flow) => classOf(flow.from, plan) === "events")).toBe(false);
  });

  it("bring logs between stacks of one class each", () => {
    const config = prodConfig();
    const { account, events } = config.classes;
    if (account === undefined || events === undefined) throw new Error("Production lacks classes.");
    const both = { "fr-par": "192.0.2.1", "de-fra-2": "192.0.2.2" };
    const sender = planTopology({ ...config, classes: { account }, otherStacks: { events: both } }).plan;
    const receiver = planTopology({
      ...config,
      classes: { events },
      otherStacks: { account: both, sessions: { "fr-par": "192.0.2.3" }, contact: {} },
    }).plan;
    const gateway = (plan: Plan) => sitesOf(plan)[0]?.firewalls.find((f) => f.covers === "gateway");
    expect(gateway(sender)?.outbound.find((rule) => rule.label === "logs-to-events")?.peers).toEqual([
      "192.0.2.1/32",
      "192.0.2.2/32",
    ]);
    const peers = gateway(receiver)?.inbound.find((rule) => rule.label === "logs-to-events")?.peers ?? [];
    expect(peers).toEqual(["192.0.2.1/32", "192.0.2.2/32", "192.0.2.3/32"]);
  });

  it("name what they are for: one name, one protocol and port", () => {
    everyPlan((plan) => {
      const meaning = new Map<string, string>();
      for (const flow of plan.flows) {
        const what = `${flow.protocol} ${flow.port}`;
        assert.equal(meaning.get(flow.name) ?? what, what);
        meaning.set(flow.name, what);
      }
    });
  });
});
