import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PackInfo, PolicyInfo } from "../../engine/offline/analyzer";
import { checkPackConfig, readPackConfig } from "../../engine/packConfig";
import { temporaryFolder } from "../support/temporaryFolder";

const file = (text: string): string => join(temporaryFolder({ "pack.json": text }), "pack.json");
const read = (content: unknown) => readPackConfig(file(JSON.stringify(content)));

describe("the file of --policy-pack-config", () => {
  it("is read as the engine reads it", () => {
    const settings = {
      "one-policy": "advisory",
      all: "disabled",
      other: { enforcementLevel: "mandatory", days: 7 },
    };
    expect(read(settings).policies).toEqual({
      "one-policy": { enforcementLevel: "advisory", properties: {} },
      all: { enforcementLevel: "disabled", properties: {} },
      other: { enforcementLevel: "mandatory", properties: { days: 7 } },
    });
    expect(readPackConfig(file(" \n")).policies).toEqual({});
  });

  it("is named in full, for the engine runs elsewhere", () => {
    expect(read({}).file).toMatch(/^\/.*pack\.json$/);
  });

  it.each([
    ["no JSON", "{", /pack\.json is not JSON/],
    ["a list", "[]", /is no map of policies/],
    [
      "a bad level and a bad entry",
      '{"a": "strict", "b": 7}',
      /`a` has a level that is none of advisory[\s\S]*`b` is neither/,
    ],
    ["a bad level among settings", '{"a": {"enforcementLevel": 1}}', /`a` has a level that is none of/],
  ])("is refused where it is %s, all at once", (_, text, message) => {
    expect(() => readPackConfig(file(text))).toThrow(message);
  });

  it("is refused where it is not there", () => {
    expect(() => readPackConfig("/nowhere/pack.json")).toThrow("/nowhere/pack.json can't be read.");
  });
});

describe("settings of a pack", () => {
  const policy = {
    name: "lock",
    settings: {
      days: { type: "integer", minimum: 7, maximum: 30 },
      regions: { type: "array", items: { type: "string" } },
      share: { type: "number", maximum: 1 },
      isOn: { type: "boolean" },
      any: {},
    },
  } as unknown as PolicyInfo;
  const info = {
    name: "pack",
    policies: [policy, { ...policy, name: "bare", settings: {} }],
  } as unknown as PackInfo;
  const check = (content: unknown) => () => checkPackConfig(read(content), info);

  it("pass where the pack has them, of their type", () => {
    expect(check({ all: "mandatory", bare: "disabled" })).not.toThrow();
    expect(check({ lock: { days: 7, regions: ["a"], share: 0.5, isOn: true, any: [1] } })).not.toThrow();
  });

  it.each([
    ["the policy is not there", { look: "mandatory" }, '`look` is no policy of "pack".'],
    [
      "the setting is not there",
      { lock: { day: 7 } },
      "`lock.day` is no setting of this policy: it has days, regions, share, isOn, any.",
    ],
    ["the policy has none", { bare: { days: 7 } }, "`bare.days` is no setting of this policy: it has none."],
    ["all policies would get one", { all: { days: 7 } }, "`all.days` is no setting"],
    ["it is too small", { lock: { days: 6 } }, "`lock.days` is not a whole number from 7 to 30."],
    ["it is no whole number", { lock: { days: 7.5 } }, "`lock.days` is not a whole number from 7 to 30."],
    ["it is a text", { lock: { share: "1" } }, "`lock.share` is not a number to 1."],
    [
      "an item is of another type",
      { lock: { regions: ["a", 1] } },
      "`lock.regions` is not a list of strings.",
    ],
    ["it is no truth", { lock: { isOn: "yes" } }, "`lock.isOn` is not a boolean."],
  ])("are refused where %s", (_, content, message) => {
    expect(check(content)).toThrow(message);
  });
});
