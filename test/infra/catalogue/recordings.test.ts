import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { instanceTypes, instanceTypesRecorded } from "../../../catalogue/instanceTypes";
import { regions, regionsRecorded, requiredCapabilities } from "../../../catalogue/regions";
import { prodConfig } from "../../support/infraConfigs";

const shared = "/work/shared/linode/regions.json";
const sharedTypes = "/work/shared/linode/recorded/TestTypes_List.yaml";
const missing = [shared, sharedTypes].filter((path) => !existsSync(path));
const note = missing.length > 0 ? ` (skipped: no ${missing.join(", ")} here)` : "";

interface RecordedType {
  readonly id: string;
  readonly label: string;
  readonly class: string;
  readonly vcpus: number;
  readonly memory: number;
  readonly disk: number;
}

interface RecordedRegion {
  readonly id: string;
  readonly label: string;
  readonly country: string;
  readonly capabilities: readonly string[];
  readonly placement_group_limits?: { readonly maximum_linodes_per_pg?: number };
}

describe("recorded data", () => {
  it("knows each region and each instance type once, with figures that can be", () => {
    expect(new Set(regions.map((r) => r.id)).size).toBe(regions.length);
    expect(new Set(instanceTypes.map((t) => t.id)).size).toBe(instanceTypes.length);
    for (const type of instanceTypes) {
      expect(type.vcpus).toBeGreaterThanOrEqual(1);
      expect(type.memoryMiB % 1024).toBe(0);
      expect(type.diskMiB).toBeGreaterThanOrEqual(20_480);
    }
    for (const region of regions) {
      expect(region.country).toMatch(/^[a-z]{2}$/);
      expect(region.nodesPerPlacementGroup).toBeGreaterThan(0);
    }
    expect(regionsRecorded).toMatch(/^\d{4}-\d\d(-\d\d)?$/);
    expect(instanceTypesRecorded).toMatch(/^\d{4}-\d\d(-\d\d)?$/);
  });

  it("asks for capabilities by names that Linode uses", () => {
    const known = new Set(regions.flatMap((region) => region.capabilities));
    for (const capability of requiredCapabilities) expect([...known]).toContain(capability);
  });

  it("has the types and regions of production", () => {
    const config = prodConfig();
    for (const section of Object.values(config.classes)) {
      expect(instanceTypes.map((t) => t.id)).toContain(section.data.type);
    }
    for (const id of Object.keys(config.regions)) expect(regions.map((r) => r.id)).toContain(id);
  });

  it.skipIf(missing.length > 0)(`of regions is what Linode answered${note}`, () => {
    const { regions: recorded } = JSON.parse(readFileSync(shared, "utf8")) as { regions: RecordedRegion[] };
    expect(regions.map((r) => r.id).sort()).toEqual(recorded.map((r) => r.id).sort());
    for (const region of regions) {
      const original = recorded.find((r) => r.id === region.id);
      expect(original?.label).toBe(region.label);
      expect(original?.country).toBe(region.country);
      // The catalogue may leave out what no part of an enclave asks about; it must invent nothing.
      for (const capability of region.capabilities) expect(original?.capabilities).toContain(capability);
      for (const capability of requiredCapabilities) {
        expect(region.capabilities.includes(capability)).toBe(original?.capabilities.includes(capability));
      }
      const limit = original?.placement_group_limits?.maximum_linodes_per_pg;
      if (limit !== undefined) expect(region.nodesPerPlacementGroup).toBe(limit);
    }
  });

  it.skipIf(missing.length > 0)(`of instance types is what Linode answered${note}`, () => {
    const cassette = parse(readFileSync(sharedTypes, "utf8")) as {
      interactions: { response: { body: string } }[];
    };
    const recorded = cassette.interactions.flatMap(
      ({ response }) => (JSON.parse(response.body) as { data: RecordedType[] }).data,
    );
    const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
    expect([...instanceTypes].sort(byId)).toEqual(
      recorded
        // No part of an enclave has a use for graphics processors.
        .filter((type) => type.class !== "gpu")
        .map(({ id, label, class: family, vcpus, memory, disk }) => {
          return { id, label, family, vcpus, memoryMiB: memory, diskMiB: disk };
        })
        .sort(byId),
    );
  });
});
