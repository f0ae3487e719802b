import assert from "node:assert/strict";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { planTopology } from "../../../infra/topology";
import { type Labelled, labelFor, labelLimits } from "../../../infra/topology/naming";
import { prodConfig } from "../../support/infraConfigs";
import { seeded, stackConfig, syntheticClasses } from "../../support/infraStackConfigs";
import { labelsOf, nodesOf, sitesOf } from "./plans";

/** What Linode takes as a label: its API document's patterns, and the provider's own limit for instances. */
const accepted: Readonly<Record<string, { pattern: RegExp; least: number; most: number }>> = {
  instance: { pattern: /^[a-zA-Z]((?!--|__|\.\.)[a-zA-Z0-9-_.])+$/, least: 3, most: 50 },
  volume: { pattern: /^[a-zA-Z]((?!--|__)[a-zA-Z0-9-_])+$/, least: 1, most: 32 },
  firewall: { pattern: /^[a-zA-Z]((?!--|__|\.\.)[a-zA-Z0-9-_.])+$/, least: 3, most: 32 },
  firewallRule: { pattern: /^[a-zA-Z][a-zA-Z0-9-_.]+$/, least: 3, most: 32 },
  nodeBalancer: { pattern: /^[a-zA-Z0-9-_]{3,32}$/, least: 3, most: 32 },
  backend: { pattern: /^[a-zA-Z0-9-_.]{3,32}$/, least: 3, most: 32 },
  vpc: { pattern: /^[a-zA-Z0-9]((?!--)[a-zA-Z0-9-])*[a-zA-Z0-9]$/, least: 1, most: 64 },
  subnet: { pattern: /^[a-zA-Z0-9]((?!--)[a-zA-Z0-9-])*[a-zA-Z0-9]$/, least: 1, most: 64 },
  placementGroup: { pattern: /^[a-zA-Z0-9][a-zA-Z0-9-_.]*[a-zA-Z0-9]$/, least: 1, most: 64 },
  stackScript: { pattern: /^\S.*\S$/, least: 3, most: 128 },
  objectStorageKey: { pattern: /^[\w.-]+$/, least: 1, most: 50 },
  bucket: {
    pattern: /^(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*(?:[.][a-z0-9]+(?:-[a-z0-9]+)*)*$/,
    least: 3,
    most: 63,
  },
};

const check = (kind: string, label: string) => {
  const limits = accepted[kind];
  assert.ok(limits !== undefined, `No limits for ${kind}.`);
  assert.ok(limits.pattern.test(label) && !label.endsWith("-"), label);
  assert.ok(label.length >= limits.least && label.length <= limits.most, label);
};

describe("labels", () => {
  it("are as Linode takes them, and unique for each kind in the stack", () => {
    fc.assert(
      fc.property(stackConfig, (config) => {
        const seen = new Map<string, string>();
        for (const { kind, label, name } of labelsOf(planTopology(config).plan)) {
          check(kind, label);
          assert.equal(seen.get(`${kind} ${label}`), undefined);
          seen.set(`${kind} ${label}`, name);
        }
      }),
      seeded,
    );
  });

  it("of firewall rules are as Linode takes them, and unique in each direction of a firewall", () => {
    fc.assert(
      fc.property(stackConfig, (config) => {
        for (const { firewalls } of sitesOf(planTopology(config).plan)) {
          for (const { inbound, outbound } of firewalls) {
            for (const rules of [inbound, outbound]) {
              for (const rule of rules) check("firewallRule", rule.label);
              assert.equal(new Set(rules.map((rule) => rule.label)).size, rules.length);
            }
          }
        }
      }),
      seeded,
    );
  });

  it("of two stacks in one account differ when one has a prefix", () => {
    fc.assert(
      fc.property(stackConfig, (config) => {
        const { labelPrefix: _, ...organisation } = config.organisation;
        const one = [...labelsOf(planTopology({ ...config, organisation }).plan)];
        const other = [
          ...labelsOf(
            planTopology({ ...config, organisation: { ...organisation, labelPrefix: "staging" } }).plan,
          ),
        ];
        const labels = new Set(one.map(({ kind, label }) => `${kind} ${label}`));
        for (const { kind, label } of other) assert.ok(!labels.has(`${kind} ${label}`), label);
        expect(other.map((l) => l.name)).toEqual(one.map((l) => l.name));
      }),
      { ...seeded, numRuns: 30 },
    );
  });

  it("stay apart over a hundred classes", () => {
    const { plan } = planTopology(prodConfig(), syntheticClasses(100));
    const labels = [...labelsOf(plan)].map(({ kind, label }) => `${kind} ${label}`);
    expect(new Set(labels).size).toBe(labels.length);
  });

  it("are the names themselves in production, where people look for them", () => {
    for (const { label, name, kind } of labelsOf(planTopology(prodConfig()).plan)) {
      expect(label).toBe(kind === "bucket" ? `example-${name}` : name);
    }
  });
});

describe("labelFor", () => {
  it("knows a limit for every kind", () => {
    expect(Object.keys(labelLimits).sort()).toEqual(Object.keys(accepted).sort());
    for (const [kind, limit] of Object.entries(labelLimits)) expect(limit).toBe(accepted[kind]?.most);
  });

  it("keeps what fits, cuts what does not, always alike and never two alike", () => {
    const name = fc.stringMatching(/^[a-z]+(-[a-z0-9]+){0,9}$/);
    const kinds = Object.keys(labelLimits) as Labelled[];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), name, name, (kind, a, b) => {
        const long = `${a}-${"x".repeat(70)}-${b}`;
        expect(labelFor(kind, long)).toBe(labelFor(kind, long));
        expect(labelFor(kind, long).length).toBeLessThanOrEqual(labelLimits[kind]);
        expect(labelFor(kind, long)).not.toBe(labelFor(kind, `${long}y`));
        if (a.length <= labelLimits[kind]) expect(labelFor(kind, a)).toBe(a);
      }),
      seeded,
    );
  });
});

describe("names", () => {
  it("of nodes are DNS labels, in a name that DNS takes", () => {
    fc.assert(
      fc.property(stackConfig, (config) => {
        for (const enclave of planTopology(config).plan.enclaves) {
          for (const node of enclave.sites.flatMap(nodesOf)) {
            assert.match(node.name, /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
          }
          const names = enclave.zone.records.map((record) => record.name);
          expect(new Set(names).size).toBe(names.length);
          const entries = enclave.zone.records.map(({ host, type }) => `${host} ${type}`);
          expect(new Set(entries).size).toBe(entries.length);
          for (const { host } of enclave.zone.records) assert.ok(host.length <= 100, host);
        }
      }),
      seeded,
    );
  });
});
