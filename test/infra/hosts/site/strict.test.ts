import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { temporaryFolder } from "../../../support/temporaryFolder";
import { askPython, python } from "../support/askPython";

const folder = join(__dirname, "../../../../infra/hosts/files/strict/usr/lib/bastide/strict");
const note = python === undefined ? " (skipped: there is no python3 here)" : "";
const elsewhere = ["a-de-data-1", "a-de-data-2"];

/** What one of the two functions gives for each value. */
function asked(
  name: "with_others" | "without_others",
  values: readonly (string | null)[],
  others = elsewhere,
) {
  const script = `import json, sys
sys.path.insert(0, ${JSON.stringify(folder)})
import names
given = json.load(sys.stdin)
print(json.dumps([getattr(names, given["name"])(value, given["others"]) for value in given["values"]]))`;
  return JSON.parse(askPython(script, { given: { name, values, others } })) as (string | null)[];
}

/** What Patroni writes, and what a class that is strict has in its place. */
const pairs: readonly (readonly [patroni: string | null, strict: string])[] = [
  ['ANY 1 ("a-fr-data-2")', 'ANY 2 ("a-fr-data-2","a-de-data-1","a-de-data-2")'],
  ['ANY 2 ("a-fr-data-2","a-fr-data-3")', 'ANY 3 ("a-fr-data-2","a-fr-data-3","a-de-data-1","a-de-data-2")'],
  ['"a-fr-data-2"', '2 ("a-fr-data-2","a-de-data-1","a-de-data-2")'],
  ["plain", '2 (plain,"a-de-data-1","a-de-data-2")'],
  ["2 (one,two)", '3 (one,two,"a-de-data-1","a-de-data-2")'],
];

describe.skipIf(python === undefined)(`the standbys that a strict class's commits wait for${note}`, () => {
  it("are Patroni's own, all of them, and one of the other region's", () => {
    expect(
      asked(
        "with_others",
        pairs.map(([own]) => own),
      ),
    ).toEqual(pairs.map(([, all]) => all));
  });

  it("are one of the other region's where no own one is there", () => {
    const all = 'ANY 1 ("a-de-data-1","a-de-data-2")';
    expect(asked("with_others", [null, ""])).toEqual([all, all]);
    expect(asked("without_others", [all])).toEqual([""]);
  });

  it("are Patroni's own again as it reads them", () => {
    expect(
      asked(
        "without_others",
        pairs.map(([, all]) => all),
      ),
    ).toEqual(pairs.map(([own]) => own));
  });

  it("are left as they are where Patroni's own are not all asked for, where anybody is enough, and where they can't be read", () => {
    const values = ['ANY 1 ("a-fr-data-2","a-fr-data-3")', "*", "ANY x (y", 'ANY 1 ("a"b)'];
    expect(asked("with_others", values)).toEqual(values);
    expect(asked("without_others", values)).toEqual(values);
  });

  it("are left as they are where there is no other region", () => {
    expect(asked("with_others", ['ANY 1 ("a-fr-data-2")', null], [])).toEqual([
      'ANY 1 ("a-fr-data-2")',
      null,
    ]);
  });

  it("are told apart whatever is small or capital in a name, as PostgreSQL does it", () => {
    expect(asked("without_others", ['ANY 2 ("a-fr-data-2","A-DE-data-1")'])).toEqual([
      'ANY 1 ("a-fr-data-2")',
    ]);
  });
});

/** What is known of the other region's nodes by what the host was told, or why the program ends. */
function elsewhereBy(told: string | undefined): string {
  const file = join(temporaryFolder(), "updates.env");
  if (told !== undefined) writeFileSync(file, told);
  return askPython(`import json, sys
sys.path[:0] = ${JSON.stringify([folder, join(folder, "../../../../../baseline/usr/lib/bastide/channel")])}
import elsewhere
elsewhere.FILE = ${JSON.stringify(file)}
try:
    print(json.dumps(elsewhere.data_nodes()))
except SystemExit as end:
    print(end.code)`).trim();
}

describe.skipIf(python === undefined)(`the other region's nodes, for a strict class${note}`, () => {
  it("are those that the host was told, or none where it was told so", () => {
    const told =
      "# a comment\nSITE_STAND_INS='x=1'\nOTHER_STAND_INS='a-de-data-1=192.0.2.1 a-de-data-2=192.0.2.2'\n";
    expect(JSON.parse(elsewhereBy(told))).toEqual(elsewhere);
    expect(JSON.parse(elsewhereBy("OTHER_STAND_INS=''\n"))).toEqual([]);
  });

  it("are never taken for none where the host was told nothing: it says what is missing, and how to mend it", () => {
    for (const told of [undefined, "", "SITE_STAND_INS='x=1'\n"])
      expect(elsewhereBy(told)).toMatch(/^Patroni does not start: .*updates\.env.*`pulumi up`/);
  });
});
