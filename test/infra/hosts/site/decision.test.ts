import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { askPython, python } from "../support/askPython";

const folder = join(__dirname, "../../../../infra/hosts/files/data/usr/lib/bastide/site");
const note = python === undefined ? " (skipped: there is no python3 here)" : "";

/** What a node knows when it is asked whether it may lead. */
interface Known {
  /** `[takes writes, term]` of each that answers. */
  readonly answers?: Readonly<Record<string, readonly [boolean, number]>>;
  readonly term?: number;
  readonly others?: number;
  readonly led?: number | null;
  readonly word?: number | null;
}

function refusal({ answers = {}, term = 3, others = 2, led = null, word = null }: Known): string | null {
  const script = `import json, sys
sys.path.insert(0, ${JSON.stringify(folder)})
import decision
given = json.load(sys.stdin)
answers = {name: decision.Answer(*each) for name, each in given["answers"].items()}
print(json.dumps(decision.refusal(answers, *given["rest"])))`;
  return JSON.parse(askPython(script, { given: { answers, rest: [term, others, led, word] } }));
}

const follows = { "a-de-data-1": [false, 3] } as const;
const older = { "a-de-data-1": [true, 2] } as const;
const newer = { "a-de-data-1": [false, 4], "a-de-data-2": [true, 4] } as const;

describe.skipIf(python === undefined)(`a node that is to take writes${note}`, () => {
  it.each<[string, Known]>([
    ["others say that they follow", { answers: follows }],
    ["another takes writes in an older term, which gives way", { answers: older }],
    ["there is no other region", { others: 0 }],
    ["its region was led a moment ago, whether or not others answer", { led: 4 }],
    ["a person has just said so", { word: 30 }],
  ])("may where %s", (_, known) => {
    expect(refusal(known)).toBeNull();
  });

  it.each<[string, Known]>([
    ["another region takes writes in a newer term", { answers: newer }],
    ["it does, and only who follows it answers", { answers: { "a-de-data-2": [false, 4] } }],
    ["it does, though this region was led a moment ago", { answers: newer, led: 1 }],
    ["it does, though a person has just said otherwise", { answers: newer, word: 1 }],
  ])("may not where %s", (_, known) => {
    expect(refusal(known)).toBe("a-de-data-2 knows of term 4, which is newer than 3");
  });

  it.each<[string, Known]>([
    ["nobody was seen to lead since it booted", {}],
    ["that was long ago", { led: 301 }],
    ["a person's word is too old", { word: 601 }],
  ])("may not where nobody elsewhere answers, and %s", (_, known) => {
    expect(refusal(known)).toMatch(/has been away, and no other one can be asked/);
  });
});

/** What the settings note of a hand-over that began so many seconds ago. */
const switchOf = (seconds: number) => ({ bastide_switch: { at: 1000 - seconds, mode: "quorum" } });

function judged(settings: unknown): { hasSwitched: boolean; isLeftOver: boolean } {
  const script = `import json, sys
sys.path.insert(0, ${JSON.stringify(folder)})
import decision
given = json.load(sys.stdin)["settings"]
print(json.dumps({"hasSwitched": decision.has_switched(given, 1000), "isLeftOver": decision.is_left_over(given, 1000)}))`;
  return JSON.parse(askPython(script, { given: { settings } }));
}

describe.skipIf(python === undefined)(`a hand-over inside a region${note}`, () => {
  it.each([
    ["is none where nothing is noted", {}, false, false],
    ["is none where the note can't be read", { bastide_switch: true }, false, false],
    ["counts as the word of who led while it is fresh", switchOf(3), true, false],
    ["counts so where this node's clock is behind", switchOf(-2), true, false],
    ["does not any more after 20 s", switchOf(21), false, false],
    ["may go on for a minute", switchOf(60), false, false],
    ["is left over after that", switchOf(61), false, true],
  ])("%s", (_, settings, hasSwitched, isLeftOver) => {
    expect(judged(settings)).toEqual({ hasSwitched, isLeftOver });
  });
});

describe.skipIf(python === undefined)(`whom a region follows${note}`, () => {
  const nearest = (addresses: readonly string[], writers: readonly string[]): string => {
    const script = `import json, sys
sys.path.insert(0, ${JSON.stringify(folder)})
import decision
given = json.load(sys.stdin)
print(json.dumps(decision.nearest(*given)))`;
    return JSON.parse(askPython(script, { given: [addresses, writers] }));
  };

  it.each([
    ["is the node that takes writes, first of all", ["a", "b", "c"], ["b"], "b,a,c"],
    ["stays as it is where that is first already", ["b", "a"], ["b"], "b,a"],
    ["stays as it is where nobody says that it takes writes", ["a", "b"], [], "a,b"],
    ["stays as it is where two say so", ["a", "b"], ["b", "a"], "a,b"],
    ["stays as it is where a node of a third region takes writes", ["a", "b"], ["z"], "a,b"],
  ])("%s", (_, addresses, writers, expected) => {
    expect(nearest(addresses, writers)).toBe(expected);
  });
});

describe.skipIf(python === undefined)(`a person's word${note}`, () => {
  const spoken = (settings: unknown): unknown => {
    const script = `import json, sys
sys.path.insert(0, ${JSON.stringify(folder)})
import decision
print(json.dumps(decision.spoken(json.load(sys.stdin), 1000)))`;
    return JSON.parse(askPython(script, { given: settings }));
  };

  it.each([
    ["is none where nothing is noted", {}, [null, null]],
    ["is none where it can't be read", { bastide_word: 7 }, [null, null]],
    ["has an age and a term", { bastide_word: { at: 990, term: 4 } }, [10, 4]],
    ["counts no more after ten minutes", { bastide_word: { at: 399, term: 4 } }, [null, null]],
    ["is of now where this node's clock is behind", { bastide_word: { at: 1003, term: 4 } }, [0, 4]],
  ])("%s", (_, settings, expected) => {
    expect(spoken(settings)).toEqual(expected);
  });
});
