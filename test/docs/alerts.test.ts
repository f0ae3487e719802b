import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { projectRoot } from "../support/projectFiles";

const read = (path: string): string => readFileSync(join(projectRoot, path), "utf8");

/** The cells of each row of the page's table, by the alert in its first. */
const rows = [...read("docs/guide/alerts.md").matchAll(/^\| `(\w+)` \|(.*)\|$/gm)].map(
  ([, alert = "", rest = ""]) => [alert, rest.split(" | ").map((cell) => cell.trim())] as const,
);

describe("the guide to alerts", () => {
  const { groups } = parse(read("infra/hosts/files/alerts/etc/bastide/alert-rules.yml")) as {
    groups: { rules: { alert: string }[] }[];
  };
  const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));

  it("has one row for each alert, in the order of the rules, and none of another", () => {
    expect(alerts.length).toBeGreaterThan(40);
    expect(rows.map(([alert]) => alert)).toEqual(alerts);
  });

  it("says of each what it means, what to look at first, and by which command", () => {
    for (const [alert, cells] of rows) {
      expect([alert, cells.length]).toEqual([alert, 3]);
      for (const cell of cells) expect([alert, cell]).toEqual([alert, expect.stringMatching(/\w{2}/)]);
    }
  });

  it("names commands of `operate` and units that hosts have", () => {
    const operate = read("infra/hosts/files/baseline/usr/lib/bastide/operate");
    const verbs = new Set([...operate.matchAll(/^operate (\w+)/gm)].map(([, verb]) => verb));
    const said = rows.flatMap(([, cells]) =>
      [...(cells.at(-1) ?? "").matchAll(/`operate (\w+)/g)].map(([, verb]) => verb),
    );
    expect(said.length).toBeGreaterThan(20);
    expect(said.filter((verb) => !verbs.has(verb))).toEqual([]);
    const units = rows.flatMap(([, cells]) =>
      [...(cells.at(-1) ?? "").matchAll(/`operate (?:log|restart) ([a-z-]+\.service)`/g)].map(
        ([, unit = ""]) => unit,
      ),
    );
    // What `operate` takes: ours, and those that a host needs.
    const [ours, needed] = [read("docs/hosts.md"), read("infra/hosts/roles.ts")];
    const isThere = (unit: string) =>
      unit.startsWith("bastide-") ? ours.includes(`/${unit}\``) : needed.includes(`"${unit}"`);
    expect(units.filter((unit) => !isThere(unit))).toEqual([]);
  });
});
