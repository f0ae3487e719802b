import { describe, expect, it } from "vitest";

import { python } from "../support/askPython";
import { courseOf, coursesOf, type Trouble } from "./simulatedCluster";

const note = python === undefined ? " (skipped: there is no python3 here)" : "";
const whole = ["note", "pause", "end", "let go", "open", "Patroni starts", "undo"];
/** Given up before the database has ended; writes were not away. */
const unharmed = ["note", "pause", "Patroni starts", "undo"];

describe.skipIf(python === undefined)(`a node that hands over${note}`, () => {
  const handsOver: readonly (readonly [string, Trouble])[] = [
    ["as long as everything goes well", {}],
    ["where a first writing out takes minutes: nothing is noted yet", { seconds: { "write out": 300 } }],
    [
      "where the promotion takes longer than the deadline: it is not broken off",
      { seconds: { "Patroni stops": 20, ending: 15, promotion: 15 } },
    ],
  ];

  it.each(handsOver)("does so %s", (_, trouble) => {
    const [done, said] = courseOf("switch", trouble);
    expect(done).toEqual(whole);
    expect(said).toMatch(/^two takes writes after [0-9.]+ s$/);
  });

  const givesUp: readonly (readonly [string, Trouble, readonly string[], RegExp])[] = [
    ["nothing is written out", { fails: ["write out"] }, [], /nothing was changed$/],
    [
      "the other node does not see the pause",
      { fails: ["seen by two"] },
      ["note", "pause", "undo"],
      /did not/,
    ],
    [
      "no answer comes about the pause",
      { fails: ["pause"] },
      ["note", "undo"],
      /^not.*: pause fails\none takes/,
    ],
    ["no answer comes about the note", { fails: ["note"] }, ["undo"], /^not.*: note fails\none takes/],
    [
      "the end would wait for what is not written out",
      { seconds: { "write out again": 11 } },
      ["note", "pause", "undo"],
      /^not handed over: the database does not write out .*\none takes writes$/,
    ],
    [
      "there is too little time left to end the database",
      { seconds: { "Patroni stops": 31 } },
      unharmed,
      /^not handed over: it has taken too long\none takes writes$/,
    ],
    [
      "the database does not end in time",
      { seconds: { "Patroni stops": 25, ending: 16 } },
      ["note", "pause", "end", "Patroni starts", "undo"],
      /^not handed over: the database did not end as it should within 15 s/,
    ],
    [
      "the other node has not got the end of the log in time",
      { seconds: { "Patroni stops": 25, ending: 14, receiving: 17 } },
      ["note", "pause", "end", "Patroni starts", "undo"],
      /^not handed over: two has not got the end of the log\none takes writes$/,
    ],
    [
      "etcd does not end the lease",
      { fails: ["letting go"] },
      ["note", "pause", "end", "Patroni starts", "undo"],
      /^not handed over: letting go fails\none takes writes$/,
    ],
  ];

  it.each(givesUp)("gives up where %s", (_, trouble, expected, text) => {
    const [done, said] = courseOf("switch", trouble);
    expect(done).toEqual(expected);
    expect(said).toMatch(text);
  });

  it("says where it could not take back what it had noted", () => {
    const [done, said] = courseOf("switch", { fails: ["undo"] });
    expect(done).not.toContain("undo");
    expect(said).toMatch(/could not be taken back: .*\ntwo takes writes/);
  });

  /** Every step slow, or not, in every combination. */
  it("neither ends the database nor lets go of the lease when a neighbour's watch may be at it", () => {
    const steps = ["note", "pause", "write out again", "Patroni stops", "ending", "receiving", "promotion"];
    const troubles = Array.from({ length: 3 ** steps.length }, (_, index) => ({
      seconds: Object.fromEntries(
        steps.map((step, place) => [step, [0, 7, 19][Math.floor(index / 3 ** place) % 3] ?? 0]),
      ),
    }));
    const courses = coursesOf("switch", troubles).map(({ done }) => done);
    const times = (wanted: string) =>
      courses.flatMap((done) => done.flatMap(([what, at]) => (what === wanted ? [at] : [])));
    const [ends, releases] = [times("end"), times("let go")];
    expect([ends.length > releases.length, releases.length > 0]).toEqual([true, true]);
    expect(Math.max(...ends)).toBeLessThanOrEqual(30);
    expect(Math.max(...releases)).toBeLessThanOrEqual(40.1);
    expect(courses.every((done) => done.at(-1)?.[0] === "undo")).toBe(true);
  });
});
