import { describe, expect, it } from "vitest";
import { type Control, controls } from "../../catalogue/controls";
import { dataClasses } from "../../catalogue/dataClasses";

const all: readonly Control[] = controls;
/** How many controls each group of the requirements has. */
const groups = { DC: 8, NW: 4, CM: 10, AC: 6, EX: 2, SD: 2, VI: 4, BC: 5, GO: 2 };

describe("the controls", () => {
  it("are those of the requirements, each once and in order", () => {
    const expected = Object.entries(groups).flatMap(([group, count]) =>
      Array.from({ length: count }, (_, index) => `${group}-${index + 1}`),
    );
    expect(all.map(({ id }) => id)).toEqual(expected);
  });

  it.each(all.map((control) => [control.id, control] as const))(
    "%s says what it asks and what carries it",
    (_, control) => {
      expect(control.section).toMatch(/^\d(?:\.\d)?$/);
      expect(control.title).toMatch(/^[A-Z].*[^.]$/);
      expect(control.statement).toMatch(/^[A-Z].+\.$/);
      expect(control.note).toMatch(/^[A-Z].+\.$/);
      expect(control.state).toMatch(/^(?:kept|partly|planned)$/);
      expect(control.carriedBy).toMatch(/^(?:policy|host|drill|process)$/);
    },
  );

  it("define the data classes", () => {
    const known = new Set(all.map(({ id }) => id));
    expect(dataClasses.filter(({ control }) => !known.has(control))).toEqual([]);
  });
});
