import { describe, expect, it } from "vitest";

import { python } from "../support/askPython";
import { courseOf, type Trouble } from "./simulatedCluster";

const note = python === undefined ? " (skipped: there is no python3 here)" : "";

describe.skipIf(python === undefined)(`a region that is to end its writes${note}`, () => {
  it("pauses, ends its database once everybody knows, and says up to where", () => {
    expect(courseOf("stop", {})).toEqual([["pause", "end"], "0/1"]);
  });

  it("does the same again where its database has ended already", () => {
    expect(courseOf("stop", { fails: ["write out"] })).toEqual([["pause", "end"], "0/1"]);
  });

  const troubles: readonly (readonly [string, Trouble, readonly string[], RegExp])[] = [
    ["this node has not seen the pause", { fails: ["seen by one"] }, ["pause", "undo"], /writes go on$/],
    ["the other node has not seen the pause", { fails: ["seen by two"] }, ["pause", "undo"], /writes go on$/],
    // The answer was lost: it may be paused all the same.
    ["no answer comes about the pause", { fails: ["pause"] }, ["undo"], /^pause fails$/],
    ["the database does not end", { fails: ["ending"] }, ["pause", "end", "undo"], /within 30 s/],
    ["the pause can't be ended", { fails: ["ending", "undo"] }, ["pause", "end"], /`site start` ends that$/],
  ];

  it.each(troubles)("goes on, and says why, where %s", (_, trouble, expected, text) => {
    const [done, said] = courseOf("stop", trouble);
    expect(done).toEqual(expected);
    expect(said).toMatch(text);
  });
});
