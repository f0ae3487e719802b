import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { askPython, python } from "../support/askPython";

const folder = join(__dirname, "../../../../infra/hosts/files/data/usr/lib/bastide/fencing");
const note = python === undefined ? " (skipped: there is no python3 here)" : "";

/** What etcd said, as the program's `View`. */
interface View {
  readonly leader: string | null;
  readonly lease: string;
  readonly age: number | null;
  readonly sync_leader: string | null;
  readonly standbys: readonly string[];
  readonly quorum: number;
  readonly idle: boolean;
  readonly roles: Readonly<Record<string, string>>;
  readonly claims: Readonly<Record<string, string>>;
}

/** `one` led and is silent; `two`, who asks, is its only synchronous standby and has fenced it. */
const lost: View = {
  ...{ leader: "one", lease: "7", age: 4, sync_leader: "one", standbys: ["two"], quorum: 0, idle: false },
  ...{ roles: { one: "primary", two: "replica" }, claims: { two: "one" } },
};

/** What a function of the decision says of each of these, asked by `two`. */
function decided(name: string, second: string, views: readonly View[]): unknown {
  const script = `import json, sys
sys.path.insert(0, ${JSON.stringify(folder)})
import decision
given = json.load(sys.stdin)
print(json.dumps([decision.${name}(decision.View(**each), ${JSON.stringify(second)}) for each in given]))`;
  return JSON.parse(askPython(script, { given: views }));
}

describe.skipIf(python === undefined)(`a leader that is lost${note}`, () => {
  const broken: readonly (readonly [string, Partial<View>])[] = [
    ["renewed its lease three seconds ago", { age: 3 }],
    ["has a lease of which nothing is known", { age: null }],
    ["is nobody", { leader: null, lease: "0", age: null }],
    ["is this node", { leader: "two", sync_leader: "two" }],
    ["has this node in its cluster, and not as a synchronous standby", { standbys: ["three"] }],
    ["has no synchronous standby", { standbys: [] }],
    ["leads, while the standbys are another's", { sync_leader: "three" }],
    ["leads, while nobody knows whose the standbys are", { sync_leader: null }],
    ["is paused, or follows another region", { idle: true }],
  ];

  it("is fenced once it has missed its renewal for four seconds", () => {
    expect(decided("silent", "two", [lost, { ...lost, age: 12 }])).toEqual([true, true]);
  });

  it.each(broken)("is left alone where it %s", (_, change) => {
    expect(decided("silent", "two", [{ ...lost, ...change }])).toEqual([false]);
    expect(decided("outnumbered", "two", [{ ...lost, ...change }])).toEqual([false]);
  });

  const three: View = {
    ...{ ...lost, standbys: ["two", "three"], quorum: 1 },
    claims: { two: "one", three: "one" },
  };
  const claims: readonly (readonly [string, View, boolean])[] = [
    ["its one standby says it", lost, true],
    ["nobody says it", { ...lost, claims: {} }, false],
    ["this node says it of another", { ...lost, claims: { two: "three" } }, false],
    ["both say it where each could acknowledge alone", three, true],
    ["one of two says it where each could acknowledge alone", { ...three, claims: { two: "one" } }, false],
    ["one of two says it where both are needed", { ...three, quorum: 0, claims: { two: "one" } }, true],
    ["another says it, and this node does not", { ...three, quorum: 0, claims: { three: "one" } }, false],
    ["the second who says it is no synchronous standby", { ...three, standbys: ["two", "four"] }, false],
    ["it has renewed its lease meanwhile", { ...lost, age: 0 }, false],
  ];

  it.each(claims)("where %s", (_, view, released) => {
    expect(decided("outnumbered", "two", [view])).toEqual([released]);
  });

  /** Every way to have standbys of which some must acknowledge: whoever is left of them is too few. */
  it("can acknowledge nothing any more when it is released", () => {
    const all = [1, 2, 3, 4].flatMap((standbys) =>
      Array.from({ length: standbys * standbys }, (_, index) => ({
        standbys,
        needed: 1 + Math.floor(index / standbys),
        fenced: 1 + (index % standbys),
      })),
    );
    const views = all.map(({ standbys, needed, fenced }): View => {
      const names = ["two", "three", "four", "five"].slice(0, standbys);
      const claims = Object.fromEntries(names.slice(0, fenced).map((name) => [name, "one"]));
      return { ...lost, standbys: names, quorum: standbys - needed, claims };
    });
    expect(decided("outnumbered", "two", views)).toEqual(
      all.map(({ standbys, needed, fenced }) => standbys - fenced < needed),
    );
  });

  const ends: readonly (readonly [string, Partial<View>, boolean])[] = [
    ["nobody knows more", {}, false],
    ["it renews its lease", { age: 3 }, true],
    ["nothing is known of its lease", { age: null }, false],
    ["nobody leads", { leader: null, age: null, roles: { one: "replica" } }, false],
    ["another leads and it has said nothing", { leader: "two", roles: {} }, false],
    ["another leads and it says that it leads too", { leader: "two" }, false],
    ["another leads and it is about to lead", { leader: "two", roles: { one: "promoted" } }, false],
    ["another leads and it leads a standby", { leader: "two", roles: { one: "standby_leader" } }, false],
    ["another leads and it follows", { leader: "two", roles: { one: "replica" } }, true],
    ["another leads and it has stopped", { leader: "two", roles: { one: "demoted" } }, true],
    ["another leads and it was made anew", { leader: "two", roles: { one: "uninitialized" } }, true],
  ];

  it.each(ends)("has its fence lifted or not where %s", (_, change, lifted) => {
    expect(decided("over", "one", [{ ...lost, ...change }])).toEqual([lifted]);
  });
});
