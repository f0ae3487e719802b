import { describe, expect, it } from "vitest";

import type { Server } from "../../../drill/doors";
import { scenarios } from "../../../drill/scenarios";
import { whyNotOn } from "../../../drill/scenarios/scenario";

const server = (name: string, role: string, region = "fr-par"): Server => ({ name, role, region });
const data1 = server("data-1", "data");
const data2 = server("data-2", "data");
const gateway = server("gateway", "gateway");

/** The drills that can't be played on a class, by name. */
const refused = (servers: readonly Server[], standbys: readonly string[]): string[] =>
  scenarios
    .filter((one) => whyNotOn(one, { active: "fr-par", standbys, servers }).length > 0)
    .map(({ name }) => name)
    .sort();

describe("what a class has to have for a drill", () => {
  it("is there in a class of two regions", () => {
    expect(refused([gateway, data1, data2], ["de-fra-2"])).toEqual([]);
  });

  it("is another region, where that is to take its place", () => {
    expect(refused([gateway, data1, data2], [])).toEqual([
      "failback",
      "region-loss",
      "region-partition",
      "restore-elsewhere",
    ]);
  });

  it("is a second data node, where that is to go on", () => {
    expect(refused([gateway, data1], ["de-fra-2"])).toEqual([
      "bucket-loss",
      "node-loss",
      "node-partition",
      "point-in-time-restore",
      "switchover",
    ]);
  });

  it("is said by what it is", () => {
    const loss = scenarios.find(({ name }) => name === "gateway-loss");
    expect(loss && whyNotOn(loss, { active: "fr-par", standbys: [], servers: [data1] })).toEqual([
      "gateway-loss: There is no gateway in fr-par.",
    ]);
  });
});
