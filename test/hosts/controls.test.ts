import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { controls } from "../../catalogue/controls";
import { projectRoot } from "../support/projectFiles";
import { heldBy } from "./controls";

/** The requirements lie beside the project, where its people work; they are not part of it. */
const requirements = [join(projectRoot, "../shared"), join(projectRoot, "../../shared")]
  .map((folder) => join(folder, "requirements.md"))
  .find(existsSync);
const note = requirements === undefined ? " (skipped: requirements.md is not beside the project)" : "";

const entries = Object.entries(heldBy);

describe("one control, one check", () => {
  it("has every control of the catalogue, once, in its order", () => {
    expect(entries.map(([id]) => id)).toEqual(controls.map(({ id }) => id));
  });

  it.skipIf(requirements === undefined)(`has every control of the requirements${note}`, () => {
    const text = readFileSync(requirements ?? "", "utf8");
    const asked = [...text.matchAll(/^(?:- |\| )([A-Z]{2}-\d+)\b/gm)].map(([, id = ""]) => id);
    expect(asked.length).toBeGreaterThan(40);
    expect([...new Set(asked)].sort()).toEqual(entries.map(([id]) => id).sort());
  });

  it("names tests that there are, each for one control", () => {
    const tests = entries.flatMap(([id, held]) => (held.by === "test" ? [{ id, ...held }] : []));
    for (const { id, file, name } of tests) {
      const text = existsSync(join(projectRoot, file)) ? readFileSync(join(projectRoot, file), "utf8") : "";
      const titles = [...text.matchAll(/(?:it|scanned)(?:\.\w+\(.*?\))?\(\s*["`]([^"`]*)/g)].map(
        ([, title]) => title,
      );
      expect([id, titles.filter((title) => title?.includes(name)).length]).toEqual([id, 1]);
    }
    const names = tests.map(({ file, name }) => `${file}: ${name}`);
    expect(names).toEqual([...new Set(names)]);
  });

  it("lets each control that hosts carry be shown by hosts", () => {
    const byHosts = controls.filter(({ carriedBy }) => carriedBy === "host").map(({ id }) => id);
    expect(byHosts.length).toBeGreaterThan(5);
    for (const id of byHosts) expect([id, heldBy[id].by]).not.toEqual([id, "other"]);
  });
});
