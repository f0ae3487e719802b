import { describe, expect, it } from "vitest";

import { isWhole, type Member, membersOf } from "../../../drill/site/members";
import { type Look, overlapSeconds } from "../../../drill/site/watch";

const member = (name: string, changes: Partial<Member> = {}): Member => ({
  ...{ name, region: "fr-par", role: "Quorum Standby", state: "streaming", timeline: 3, lagBytes: 0 },
  ...changes,
});
const leader = member("data-1", { role: "Leader", state: "running", lagBytes: null });
const follower = member("data-2");

describe("a region", () => {
  it("is whole with one that leads and all others in the quorum", () => {
    expect(isWhole([leader, follower], 2)).toBe(true);
    const away = [
      { ...leader, role: "Standby Leader", state: "streaming" },
      { ...follower, role: "Replica" },
    ];
    expect(isWhole(away, 2)).toBe(true);
  });

  it.each([
    ["a node is missing", [leader]],
    ["nobody leads", [{ ...leader, role: "Replica" }, follower]],
    ["two lead", [leader, { ...leader, name: "data-2" }]],
    ["the leader does not run", [{ ...leader, state: "starting" }, follower]],
    ["a node does not follow", [leader, { ...follower, state: "in archive recovery" }]],
    ["a node is on another timeline", [leader, { ...follower, timeline: 2 }]],
    ["a node is not in the quorum", [leader, { ...follower, role: "Replica" }]],
  ])("is not whole where %s", (_why, members) => {
    expect(isWhole(members, 2)).toBe(false);
  });

  it("is asked by the next node where one does not answer", async () => {
    const servers = ["data-1", "data-2"].map((name) => ({ name, region: "fr-par", role: "data" }));
    const listed = [{ Member: "data-2", Role: "Leader", State: "running", TL: 4 }];
    const shell = async (host: string) => {
      if (host === "data-1") throw new Error("it is off");
      return { code: 0, stdout: JSON.stringify(listed), stderr: "" };
    };
    expect(await membersOf({ shell }, servers, "fr-par")).toEqual([
      { name: "data-2", region: "fr-par", role: "Leader", state: "running", timeline: 4, lagBytes: null },
    ]);
    const none = async () => ({ code: 1, stdout: "", stderr: "no such file" });
    await expect(membersOf({ shell: none }, servers, "fr-par")).rejects.toThrow(
      "data-1: no such file; data-2: no such file",
    );
  });
});

describe("two nodes that are open", () => {
  const looks = (from: number, to: number): Look[] =>
    Array.from({ length: Math.round((to - from) * 10) + 1 }, (_, index) => ({
      at: from + index / 10,
      open: true,
    }));

  it("are seen together for as long as both are", () => {
    expect(overlapSeconds([looks(0, 5), looks(5.1, 9)])).toBe(0);
    expect(overlapSeconds([looks(0, 5), looks(3, 9)])).toBeCloseTo(2, 5);
    expect(overlapSeconds([looks(0, 5)])).toBe(0);
  });

  it("are not seen while one is not looked at", () => {
    expect(overlapSeconds([[...looks(0, 1), ...looks(8, 9)], looks(2, 7)])).toBe(0);
  });
});
