import { describe, expect, it } from "vitest";
import { controls } from "../../catalogue/controls";
import { references } from "../../catalogue/references";

/** How each standard numbers its parts, and how far. */
const forms: Readonly<Record<string, (part: string) => boolean>> = {
  ISO27001: (part) => {
    const [, theme, number] = /^A\.([5-8])\.([1-9]\d?)$/.exec(part) ?? [];
    const last = { "5": 37, "6": 8, "7": 14, "8": 34 }[theme ?? ""] ?? 0;
    return Number(number) <= last;
  },
  SOC2: (part) => /^(?:CC[1-9]\.[1-9]|A1\.[1-3]|C1\.[12])$/.test(part),
  GDPR: (part) => {
    const [, article] = /^Art\.([1-9]\d?)(?:\(\d\))?(?:\([a-f]\))?$/.exec(part) ?? [];
    return Number(article) <= 99;
  },
  CISv8: (part) => {
    const [, control] = /^([1-9]\d?)\.([1-9]|1[0-4])$/.exec(part) ?? [];
    return Number(control) <= 18;
  },
};

/** Whether a tag such as `ISO27001:A.8.24` names a part that the standard has. */
function isReference(tag: string): boolean {
  const [standard = "", part = "", ...rest] = tag.split(":");
  return rest.length === 0 && Object.hasOwn(forms, standard) && forms[standard]?.(part) === true;
}

describe("references to standards", () => {
  it("are given for every control, each with a reason", () => {
    expect(Object.keys(references)).toEqual(controls.map(({ id }) => id));
    for (const [id, { why }] of Object.entries(references)) {
      expect(why, id).toMatch(/^[A-Z].+\.$/);
    }
  });

  it("have the form of their standard, each once", () => {
    for (const [id, { tags }] of Object.entries(references)) {
      expect(
        tags.filter((tag) => !isReference(tag)),
        id,
      ).toEqual([]);
      expect(new Set(tags).size, id).toBe(tags.length);
    }
  });

  it.each([
    "ISO27001:A.8.35",
    "ISO27001:8.24",
    "SOC2:CC10.1",
    "GDPR:32",
    "CISv8:19.1",
    "ISO:A.8.24",
    "CISv8:3.11:x",
  ])("don't take %s for one", (tag) => expect(isReference(tag)).toBe(false));
});
