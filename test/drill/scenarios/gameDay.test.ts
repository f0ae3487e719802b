import { describe, expect, it } from "vitest";

import type { Doors, Server } from "../../../drill/doors";
import { scenarios } from "../../../drill/scenarios";
import { drawDay, gameDay } from "../../../drill/scenarios/gameDay";
import type { Played, Scenario } from "../../../drill/scenarios/scenario";
import { makeStage } from "../../../drill/stage";

const data: Server = { name: "data-1", region: "fr-par", role: "data" };
const service: Server = { name: "service-1", region: "fr-par", role: "service" };
const members = JSON.stringify([{ Member: "data-1", Role: "Leader", State: "running", TL: 1 }]);
const ledger = [1, 2, 3].map((n) => `w\tservice-1\t${n}\t${100 + n}\t${100.1 + n}\tok\t\n`).join("");

/** A stack whose table has these rows. */
const stageWith = (rows: readonly number[], seed: number) => {
  const answer = (script: string): string => {
    if (script.includes("patronictl")) return members;
    if (script.includes("bastide_drill.writes")) return rows.map((n) => `service-1\t${n}`).join("\n");
    if (script.includes("/ledger")) return ledger;
    return "f";
  };
  const doors = {
    shell: async (_: string, script: string) => ({ code: 0, stdout: answer(script), stderr: "" }),
  } as unknown as Doors;
  const { stage, notes } = makeStage({
    ...{
      doors,
      dataClass: "account",
      servers: [data, service],
      active: "fr-par",
      standbys: [],
      leader: data,
    },
    ...{ seed, onPhase: () => {}, onNote: () => {}, agree: async () => true },
  });
  return { stage: { ...stage, steady: async () => {} }, notes };
};
const played: Played = {
  ...{ from: 100, until: 104, fromWhat: "the fault", mostSeconds: null, shareOfBaseline: null },
  notCovered: [],
};
const letters = ["a", "b", "c", "d", "e", "f"];
const scene = (name: string, changes: Partial<Played> = {}, did: string[] = []): Scenario => ({
  ...{ name, about: "" },
  play: async () => {
    did.push(name);
    return { ...played, ...changes };
  },
});

describe("a game day", () => {
  it("is the same for the same seed, never one disaster twice, and another day for most others", () => {
    const day = (seed: number) =>
      drawDay(scenarios, seed).map(({ scenario, pause }) => `${pause} ${scenario.name}`);
    expect(day(7)).toEqual(day(7));
    const days = Array.from({ length: 50 }, (_, seed) => day(seed));
    for (const one of days) expect(new Set(one.map((text) => text.split(" ")[1])).size).toBe(4);
    expect(new Set(days.map(String)).size).toBeGreaterThan(45);
  });

  it("draws from every other drill, and not from itself", () => {
    const drawn = new Set<string>();
    for (let seed = 0; seed < 300; seed += 1) {
      const all = scenarios.filter(({ name }) => name !== "game-day");
      for (const { scenario } of drawDay(all, seed)) drawn.add(scenario.name);
    }
    expect(drawn.size).toBe(scenarios.length - 1);
  });

  it("plays what was drawn, in that order, and says so", async () => {
    const did: string[] = [];
    const all = letters.map((name) => scene(name, {}, did));
    const { stage, notes } = stageWith([1, 2, 3], 5);
    const { objectives = [] } = await gameDay(all).play(stage);
    expect(did).toEqual(drawDay(all, 5).map(({ scenario }) => scenario.name));
    expect(objectives.at(-1)).toMatchObject({ name: "disasters that were not reached", measured: 0 });
    expect(notes.steps[0]?.name).toBe("the day is drawn from the seed 5");
  });

  it("leaves out what can't be played there", async () => {
    const did: string[] = [];
    const all = letters.map(
      (name): Scenario => ({ ...scene(name, {}, did), ...(name < "c" ? { needs: ["loseBuckets"] } : {}) }),
    );
    const { stage } = stageWith([1, 2, 3], 5);
    const doors = { ...stage.doors, unable: { loseBuckets: "Nobody can." } };
    await gameDay(all).play({ ...stage, doors });
    expect([...did].sort()).toEqual(["c", "d", "e", "f"]);
  });

  it("ends with the first that misses an objective, and has missed the rest", async () => {
    const did: string[] = [];
    const missed = { objectives: [{ name: "copy", unit: "s", objective: 1, measured: 2 }] };
    const all = letters.map((name) => scene(name, missed, did));
    const { objectives = [] } = await gameDay(all).play(stageWith([1, 2, 3], 5).stage);
    expect(did).toHaveLength(1);
    expect(objectives.filter(({ objective, measured }) => measured > objective)).toMatchObject([
      { name: `${did[0]}: copy` },
      { name: "disasters that were not reached", measured: 3 },
    ]);
  });

  it("ends where the table lacks what the ledger has, and says after which disaster", async () => {
    const did: string[] = [];
    const all = letters.map((name) => scene(name, {}, did));
    const { objectives = [] } = await gameDay(all).play(stageWith([1, 3], 5).stage);
    expect(did).toHaveLength(1);
    expect(objectives[0]).toMatchObject({ name: `${did[0]}: acknowledged writes lost`, measured: 1 });
  });

  it("goes on where what is gone may be, and still may be after the next disasters", async () => {
    const mayLose = [{ from: 102, until: 103, because: "of the drop" }];
    const did: string[] = [];
    const first = drawDay(
      letters.map((name) => scene(name)),
      5,
    )[0]?.scenario.name;
    const all = letters.map((name) => scene(name, name === first ? { mayLose } : {}, did));
    const day = await gameDay(all).play(stageWith([1, 3], 5).stage);
    expect(did).toHaveLength(4);
    expect(day.mayLose).toMatchObject([{ from: 102, until: 103 }]);
  });
});
