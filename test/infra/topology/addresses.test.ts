import assert from "node:assert/strict";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { dataClasses } from "../../../catalogue/dataClasses";
import { planTopology } from "../../../infra/topology";
import {
  classCapacity,
  formatAddress,
  formatNetwork,
  hostAt,
  type Network,
  overlap,
  parseNetwork,
} from "../../../infra/topology/addresses";
import { prodConfig } from "../../support/infraConfigs";
import { seeded, stackConfig, syntheticClasses } from "../../support/infraStackConfigs";
import { nodesOf, sitesOf } from "./plans";

const network = (text: string): Network => {
  const found = parseNetwork(text);
  if (found === undefined) throw new Error(`${text} is no network.`);
  return found;
};

/** Where Linode's own private addresses lie. */
const linodeOwn = network("192.168.128.0/17");

/** The address as a number, by a way of its own. */
const numberOf = (address: string): number =>
  Number(
    `0x${address
      .split(".")
      .map((o) => Number(o).toString(16).padStart(2, "0"))
      .join("")}`,
  );

const addressArbitrary = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("IPv4 arithmetic", () => {
  it("formats and reads back any network", () => {
    fc.assert(
      fc.property(addressArbitrary, fc.integer({ min: 0, max: 32 }), (address, prefix) => {
        const size = 2 ** (32 - prefix);
        const base = Math.floor(address / size) * size;
        expect(parseNetwork(formatNetwork({ base, prefix }))).toEqual({ base, prefix });
        expect(numberOf(formatAddress(address))).toBe(address);
        if (base !== address) expect(parseNetwork(formatNetwork({ base: address, prefix }))).toBeUndefined();
      }),
      seeded,
    );
  });

  it.each([
    "",
    "10.0.0.0",
    "10.0.0/8",
    "10.0.0.256/8",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.1.0.0/8",
    "a.b.c.d/8",
    "::/0",
    "10.0.0.0/8 ",
  ])("reads %j as no network", (text) => expect(parseNetwork(text)).toBeUndefined());

  it("finds that networks overlap exactly where they share an address", () => {
    const any = fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 32 }))
      .map(([last, prefix]) => {
        const size = 2 ** (32 - prefix);
        return { base: numberOf("10.0.0.0") + Math.floor(last / size) * size, prefix };
      });
    const members = ({ base, prefix }: Network) =>
      Array.from({ length: 2 ** (32 - prefix) }, (_, i) => base + i);
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(overlap(a, b)).toBe(members(a).some((member) => members(b).includes(member)));
        expect(overlap(a, b)).toBe(overlap(b, a));
      }),
      seeded,
    );
  });

  it("counts the hosts of a network from its base", () =>
    expect(hostAt(network("10.64.1.0/24"), 33)).toBe("10.64.1.33"));
});

describe("the address plan", () => {
  it("has room for the catalogue's classes in the smallest space", () => {
    const numbers: readonly number[] = dataClasses.map((c) => c.number);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(classCapacity(network("10.64.0.0/12")));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(Math.min(...numbers)).toBeGreaterThan(0);
  });

  it("gives production the networks that its decision record names, for ever", () => {
    const networks = sitesOf(planTopology(prodConfig()).plan).map(({ name, network: n }) => [
      name,
      n.cidr,
      n.overlay,
    ]);
    expect(networks).toHaveLength(10);
    expect(networks).toEqual(
      expect.arrayContaining([
        ["account-fr-par", "10.65.1.0/24", "10.65.129.0/24"],
        ["account-de-fra-2", "10.65.2.0/24", "10.65.130.0/24"],
        ["events-de-fra-2", "10.69.2.0/24", "10.69.130.0/24"],
      ]),
    );
  });

  it("never uses a network twice, stays inside the organisation's space and off Linode's own", () => {
    fc.assert(
      fc.property(stackConfig, (config) => {
        const { plan } = planTopology(config);
        const space = network(config.organisation.addressSpace);
        const networks = sitesOf(plan).flatMap(({ network: n }) => [network(n.cidr), network(n.overlay)]);
        for (const [i, one] of networks.entries()) {
          assert.equal(one.prefix, 24);
          assert.ok(one.prefix > space.prefix && overlap(one, space));
          assert.ok(!overlap(one, linodeOwn));
          for (const other of networks.slice(i + 1)) assert.ok(!overlap(one, other));
        }
        expect(networks).toHaveLength(2 * Object.keys(config.regions).length * plan.enclaves.length);
      }),
      seeded,
    );
  });

  it("gives each node an address of its own in its subnet and its overlay, none that Linode keeps", () => {
    fc.assert(
      fc.property(stackConfig, (config) => {
        const seen = new Set<string>();
        for (const site of sitesOf(planTopology(config).plan)) {
          for (const node of nodesOf(site)) {
            for (const [address, cidr] of [
              [node.vpcAddress, site.network.cidr],
              [node.overlayAddress, site.network.overlay],
            ] as const) {
              const offset = numberOf(address) - network(cidr).base;
              assert.ok(offset >= 2 && offset <= 253, `${address} in ${cidr}`);
              assert.ok(!seen.has(address), address);
              seen.add(address);
            }
          }
        }
      }),
      seeded,
    );
  });

  it("holds a hundred classes in a /8, none overlapping", () => {
    const config = fc.sample(stackConfig, { seed: 1, numRuns: 1 })[0];
    if (config === undefined) throw new Error("Nothing was generated.");
    const wide = { ...config, organisation: { ...config.organisation, addressSpace: "10.0.0.0/8" } };
    const { plan, problems } = planTopology(wide, syntheticClasses(100));
    expect(problems).toEqual([]);
    const cidrs = sitesOf(plan).flatMap(({ network: n }) => [n.cidr, n.overlay]);
    expect(plan.enclaves).toHaveLength(100);
    expect(new Set(cidrs).size).toBe(cidrs.length);
    for (const cidr of cidrs) expect(cidr).toMatch(/^10\.\d+\.\d+\.0\/24$/);
  });
});
