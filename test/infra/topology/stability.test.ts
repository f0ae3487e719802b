import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { dataClasses } from "../../../catalogue/dataClasses";
import { readConfig, type StackConfig } from "../../../infra/config";
import { type Plan, planTopology } from "../../../infra/topology";
import { prodConfig, prodWith, rawOf, today } from "../../support/infraConfigs";
import { capableRegions, seeded, stackConfig } from "../../support/infraStackConfigs";
import { deepFreeze, enclaveOf, nodesOf, sitesOf } from "./plans";

const planOf = (config: StackConfig): Plan => planTopology(config).plan;

/** What must not move: names, labels, addresses, buckets. Firewalls name peers, so their rules may change; their labels may not. */
const fixed = (plan: Plan) =>
  new Map(
    sitesOf(plan).map((site) => [
      site.name,
      { ...site, firewalls: site.firewalls.map(({ name, label, covers }) => ({ name, label, covers })) },
    ]),
  );

describe("planning", () => {
  it("is pure: frozen input, the same output twice", () => {
    fc.assert(
      fc.property(stackConfig, (config) => {
        expect(planTopology(deepFreeze(config))).toEqual(planTopology(structuredClone(config)));
      }),
      { ...seeded, numRuns: 30 },
    );
  });

  it("does not depend on the order in which regions and classes are written", () => {
    fc.assert(
      fc.property(stackConfig, (config) => {
        const reversed = (map: object) => Object.fromEntries(Object.entries(map).reverse());
        const turned = { ...config, regions: reversed(config.regions), classes: reversed(config.classes) };
        expect(planOf(turned as StackConfig)).toEqual(planOf(config));
      }),
      { ...seeded, numRuns: 30 },
    );
  });

  it("leaves every other site as it was when a region goes or comes", () => {
    fc.assert(
      fc.property(stackConfig, fc.nat(), (config, which) => {
        const standby = Object.keys(config.regions).filter((id) => config.regions[id]?.role === "standby");
        const gone = standby[which % standby.length] ?? "";
        const { [gone]: _, ...rest } = config.regions;
        const before = fixed(planOf({ ...config, regions: rest }));
        const after = fixed(planOf(config));
        for (const [name, site] of before) expect(after.get(name)).toEqual(site);
        expect(after.size - before.size).toBe(Object.keys(config.classes).length);
      }),
      seeded,
    );
  });

  it("leaves every other site as it was when a class goes or comes", () => {
    fc.assert(
      fc.property(stackConfig, fc.nat(), (config, which) => {
        const ids = Object.keys(config.classes) as (keyof StackConfig["classes"])[];
        const gone = ids[which % ids.length];
        const rest = Object.fromEntries(Object.entries(config.classes).filter(([id]) => id !== gone));
        const after = fixed(planOf(config));
        for (const [name, site] of fixed(planOf({ ...config, classes: rest }))) {
          expect(after.get(name)).toEqual(site);
        }
      }),
      seeded,
    );
  });

  it("leaves nodes as they were when a site gets more of them", () => {
    const nodes = (count: number) => {
      const config = prodConfig();
      const account = config.classes.account;
      if (account === undefined) throw new Error("Production has no class `account`.");
      const classes = { ...config.classes, account: { ...account, data: { ...account.data, count } } };
      return sitesOf(planOf({ ...config, classes })).flatMap(nodesOf);
    };
    const larger = new Map(nodes(5).map((node) => [node.name, node]));
    for (const node of nodes(2)) expect(larger.get(node.name)).toEqual(node);
  });

  it("changes the zones' records and the active region's name alone when another region becomes active", () => {
    fc.assert(
      fc.property(stackConfig, fc.nat(), (config, which) => {
        const ids = Object.keys(config.regions);
        const next = ids[which % ids.length] ?? "";
        const regions = Object.fromEntries(
          Object.entries(config.regions).map(([id, region]) => [
            id,
            { ...region, role: id === next ? ("active" as const) : ("standby" as const) },
          ]),
        );
        const before = planOf(config);
        const after = planOf({ ...config, regions });
        expect(after.activeRegion).toBe(next);
        expect(after.flows).toEqual(before.flows);
        for (const enclave of before.enclaves) {
          const other = enclaveOf(after, enclave.dataClass.id);
          expect({ ...other, zone: undefined }).toEqual({ ...enclave, zone: undefined });
          expect({ ...other?.zone, records: undefined }).toEqual({ ...enclave.zone, records: undefined });
          const changed = enclave.zone.records.filter(
            (record, i) => JSON.stringify(record) !== JSON.stringify(other?.zone.records[i]),
          );
          const endpoint = config.classes[enclave.dataClass.id as "account"]?.endpoint?.name;
          const moving =
            next === before.activeRegion
              ? []
              : ["gateway", ...(endpoint === undefined ? [] : [endpoint, endpoint])];
          expect(changed.map((record) => record.host)).toEqual(moving);
          expect(other?.zone.records.map((r) => r.name)).toEqual(enclave.zone.records.map((r) => r.name));
        }
      }),
      seeded,
    );
  });

  it("puts every class's systems and data in every region, with host anti-affinity", () => {
    fc.assert(
      fc.property(stackConfig, (config) => {
        const plan = planOf(config);
        expect(plan.enclaves.map((e) => e.dataClass.id)).toEqual(
          dataClasses.map((c) => c.id).filter((id) => config.classes[id] !== undefined),
        );
        for (const enclave of plan.enclaves) {
          const section = config.classes[enclave.dataClass.id as "account"];
          expect(new Set(enclave.sites.map((s) => s.region))).toEqual(new Set(Object.keys(config.regions)));
          for (const site of enclave.sites) {
            expect(site.dataNodes).toHaveLength(section?.data.count ?? 0);
            expect(site.placementGroup.policy).toBe("strict");
            expect(site.placementGroup.name).toMatch(/-strict$/);
            for (const node of site.dataNodes) {
              expect(node.volume?.sizeGiB).toBe(section?.data.volumeGiB);
              expect(node.publicAddress).toBe("none");
              expect(node.backendLabel).toBeUndefined();
            }
            expect(nodesOf(site).filter((node) => node.publicAddress === "reserved")).toEqual([site.gateway]);
            expect(site.buckets.map((b) => b.role)).toEqual(
              section?.objects ? ["backup", "objects"] : ["backup"],
            );
            for (const bucket of site.buckets) expect(bucket.lockDays).toBe(config.backups.retentionDays);
            expect(site.edge?.nodes.length ?? 0).toBe(section?.endpoint?.edge.count ?? 0);
          }
          expect(enclave.secrets.length).toBeGreaterThan(0);
          for (const secret of enclave.secrets) expect(secret.length).toBeGreaterThanOrEqual(32);
        }
      }),
      seeded,
    );
  });

  it("plans no enclave for a class that lives outside Linode", () => {
    const values = prodWith({
      "classes.contact.hosting": "outside:somewhere",
      "approvals.0": { subject: "hosting:contact", approver: "amara", date: "2026-06-22" },
    });
    const result = readConfig(rawOf(values), today);
    if (!result.ok) throw new Error("The configuration was refused.");
    expect(planOf(result.config).enclaves.map((e) => e.dataClass.id)).toEqual([
      "account",
      "preferences",
      "sessions",
      "events",
    ]);
  });

  it("accepts every pair of capable regions", () => {
    for (const first of capableRegions) {
      for (const second of capableRegions.filter((id) => id !== first)) {
        const regions = { [first]: { number: 9, role: "active" }, [second]: { number: 4, role: "standby" } };
        const result = readConfig(rawOf(prodWith({ regions })), today);
        if (!result.ok) throw new Error(JSON.stringify(result.problems));
        expect(planTopology(result.config).problems).toEqual([]);
        expect(planOf(result.config).activeRegion).toBe(first);
      }
    }
    expect(capableRegions).toEqual(expect.arrayContaining(["fr-par", "de-fra-2"]));
  });
});
