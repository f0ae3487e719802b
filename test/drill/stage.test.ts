import { describe, expect, it } from "vitest";

import type { Doors } from "../../drill/doors";
import { makeStage } from "../../drill/stage";

const done: string[] = [];
const doors = {
  disaster: {
    cut: async () => void done.push("cut"),
    restore: async () => void done.push("restored"),
  },
} as unknown as Doors;
const make = () => {
  done.length = 0;
  const leader = { name: "data-1", region: "fr-par", role: "data" };
  return makeStage({
    ...{ doors, dataClass: "account", servers: [leader], active: "fr-par", standbys: [], leader },
    ...{ onPhase: () => {}, onNote: () => {}, agree: async () => false },
  });
};
const fault = (breaks: () => Promise<void>) => ({
  ...{ what: "full", target: "the volume of data-1" },
  break: breaks,
  mend: async () => void done.push("mended"),
});

describe("what a scenario breaks", () => {
  it("is noted as a fault, and is over when it is mended", async () => {
    const { stage, notes } = make();
    const mend = await stage.breakWith(fault(async () => void done.push("broken")));
    expect(notes.faults).toMatchObject([{ what: "full", target: "the volume of data-1" }]);
    expect([...notes.broken.keys()]).toEqual(["the volume of data-1 full"]);
    await mend();
    expect([done, notes.broken.size]).toEqual([["broken", "mended"], 0]);
  });

  it("is left to be mended where it broke only in part", async () => {
    const { stage, notes } = make();
    const half = stage.breakWith(
      fault(async () => {
        throw new Error("no room");
      }),
    );
    await expect(half).rejects.toThrow("no room");
    for (const mend of notes.broken.values()) await mend();
    expect([done, notes.faults]).toEqual([["mended"], []]);
  });

  it("is left to be restored where a host was cut off", async () => {
    const { stage, notes } = make();
    await stage.strike("cut", { host: "data-1" });
    for (const mend of notes.broken.values()) await mend();
    expect(done).toEqual(["cut", "restored"]);
    await stage.restore({ host: "data-1" });
    expect(notes.broken.size).toBe(0);
  });

  it("needs a person where one is asked, and is not agreed to by itself", async () => {
    const { stage, notes } = make();
    await expect(stage.ask("Promote de-fra-2?")).rejects.toThrow("It was not agreed to.");
    expect(notes.steps).toMatchObject([{ by: "person", result: "failed" }]);
  });
});
