import { describe, expect, it } from "vitest";

import type { Doors } from "../../drill/doors";
import { makeStage } from "../../drill/stage";
import { settled } from "../../drill/steps";
import { undo } from "../../drill/undo";

const done: string[] = [];
const doors = {
  shell: async (_host: string, script: string) => {
    done.push(script.split("\n").at(-1) ?? "");
    return { code: 0, stdout: "", stderr: "" };
  },
  disaster: {
    cut: async () => void done.push("cut"),
    restore: async () => void done.push("restored"),
  },
} as unknown as Doors;
const moves: string[] = [];
const make = (signal?: AbortSignal) => {
  done.length = 0;
  moves.length = 0;
  const leader = { name: "data-1", region: "fr-par", role: "data" };
  return makeStage({
    ...{ doors, dataClass: "account", servers: [leader], active: "fr-par", standbys: [], leader },
    ...{ onPhase: () => {}, onNote: () => {}, agree: async () => false },
    onMove: (_, state, left) => void moves.push([state, ...left].join(": ")),
    ...(signal === undefined ? {} : { signal }),
  });
};
const end = async ({ broken }: ReturnType<typeof make>["notes"]) => {
  for (const each of [...broken.values()].flat()) await undo(doors, [], each);
};
const fault = (breaks: () => Promise<void>) => ({
  ...{ what: "full", target: "the volume of data-1" },
  break: breaks,
  mend: [{ does: "run", host: "data-1", script: "mend" } as const],
});

describe("what a scenario breaks", () => {
  it("is noted as a fault, and is over when it is mended", async () => {
    const { stage, notes } = make();
    const mend = await stage.breakWith(fault(async () => void done.push("broken")));
    expect(notes.faults).toMatchObject([{ what: "full", target: "the volume of data-1" }]);
    expect([...notes.broken.keys()]).toEqual(["the volume of data-1 full"]);
    await mend();
    expect([done, notes.broken.size]).toEqual([["broken", "mend"], 0]);
  });

  it("is left to be mended where it broke only in part", async () => {
    const { stage, notes } = make();
    const half = stage.breakWith(
      fault(async () => {
        throw new Error("no room");
      }),
    );
    await expect(half).rejects.toThrow("no room");
    await end(notes);
    expect([done, notes.faults]).toEqual([["mend"], []]);
  });

  it("is left to be restored where a host was cut off", async () => {
    const { stage, notes } = make();
    await stage.strike("cut", { host: "data-1" });
    await end(notes);
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

describe("a drill that is ended by a signal", () => {
  it("takes no further step, and does not wait for the one that is under way", async () => {
    const controller = new AbortController();
    const { stage, notes } = make(controller.signal);
    const under = stage.step("hosts", "whole", () => new Promise<void>(() => {}));
    const steady = stage.steady(60);
    controller.abort(new Error("SIGINT"));
    await expect(under).rejects.toThrow("SIGINT");
    await expect(steady).rejects.toThrow();
    await expect(stage.step("drill", "next", async () => void done.push("next"))).rejects.toThrow("SIGINT");
    expect([done, notes.steps.map(({ result }) => result)]).toEqual([[], ["failed", "failed"]]);
  });
});

describe("writes that are moved", () => {
  const move = { command: "failover", to: "de-fra-2", isLost: true } as const;

  it("are noted before, and when that has ended, as it ended", async () => {
    const { stage } = make();
    await stage.moving(move, async () => ({ state: "done" as const, left: [] }));
    const half = stage.moving(move, async () => ({ state: "names left" as const, left: ["the names"] }));
    await expect(half).rejects.toThrow("the names");
    const failing = stage.moving(move, async () => {
      throw new Error("not promoted");
    });
    await expect(failing).rejects.toThrow("not promoted");
    expect(moves).toEqual([
      "begun",
      "done",
      "begun",
      "names left: the names",
      "begun",
      "failed: not promoted",
    ]);
  });
});

describe("what a drill had begun when it was ended", () => {
  it("is waited for, and named where it goes on", async () => {
    const controller = new AbortController();
    const { stage, notes } = make(controller.signal);
    let end = (): void => {};
    const short = stage.step(
      "drill",
      "the host is off",
      () => new Promise<void>((resolve) => (end = resolve)),
    );
    const long = stage.step("drill", "a copy is restored", () => new Promise<void>(() => {}));
    controller.abort(new Error("SIGINT"));
    await expect(Promise.allSettled([short, long])).resolves.toMatchObject([
      { status: "rejected" },
      { status: "rejected" },
    ]);
    const left = settled(notes.underWay, 0.2);
    end();
    expect(await left).toEqual(["a copy is restored"]);
  });
});
