import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { unknownValue } from "../../engine/offline/wire";
import { loadProject } from "../../engine/project";
import { readStackConfig } from "../../engine/stackConfig";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true });
  }
});

function read(text: string, project = "name: shop\nmain: index.js\nruntime: nodejs\n") {
  const folder = mkdtempSync(join(tmpdir(), "bastide-config-"));
  folders.push(folder);
  writeFileSync(join(folder, "Pulumi.yaml"), project);
  writeFileSync(join(folder, "Pulumi.dev.yaml"), text);
  return readStackConfig(loadProject(folder), "dev");
}

describe("a stack's configuration", () => {
  it("puts keys without a namespace into the project's, and makes every value text", () => {
    expect(read("config:\n  size: 5\n  shop:on: true\n  linode:url: http://x\n").values).toEqual({
      "shop:size": "5",
      "shop:on": "true",
      "linode:url": "http://x",
    });
  });

  it("writes structured values as JSON with their keys in order", () => {
    expect(read("config:\n  a:\n    z: [1, two]\n    b: { d: null, c: 1.5 }\n").values["shop:a"]).toBe(
      '{"b":{"c":1.5,"d":null},"z":[1,"two"]}',
    );
  });

  it.each([
    ["2026-10-05", "2026-10-05 00:00:00 +0000 UTC"],
    ["2026-11-16T08:00:00Z", "2026-11-16 08:00:00 +0000 UTC"],
    ["2026-11-16 08:00:00.50", "2026-11-16 08:00:00.5 +0000 UTC"],
    ["2026-11-16T08:00:00+02:00", "2026-11-16 08:00:00 +0200 +0200"],
    ['"2026-10-05"', "2026-10-05"],
    ["2026-10-05x", "2026-10-05x"],
  ])("reads %s as the engine's YAML reader does", (written, seen) => {
    expect(read(`config:\n  day: ${written}\n`).values["shop:day"]).toBe(seen);
  });

  it("takes defaults from the project, which the stack overrides", () => {
    const project =
      "name: shop\nruntime: nodejs\nconfig:\n  a: 1\n  b: { value: 2 }\n  c: { type: integer, default: 3 }\n";
    expect(read("config:\n  shop:b: 9\n", project).values).toEqual({
      "shop:a": "1",
      "shop:b": "9",
      "shop:c": "3",
    });
  });

  it("replaces encrypted values, at any depth, by unknown secrets", () => {
    const { values, secretKeys } = read(
      "config:\n  t: { secure: v1:abc }\n  deep:\n    list: [{ secure: v1:x }]\n",
    );
    expect(values["shop:t"]).toBe(unknownValue);
    expect(JSON.parse(values["shop:deep"] ?? "")).toEqual({ list: [unknownValue] });
    expect(secretKeys).toEqual(["shop:t", "shop:deep"]);
  });

  it("finds the line of a path, or of what is nearest above it", () => {
    const { lineOf } = read("config:\n  shop:a:\n    b:\n      - x: 1\n        y.z: 2\n  other: 3\n");
    expect(lineOf("shop:a.b[0].x")).toBe(4);
    expect(lineOf("shop:a.b.0.x")).toBe(4);
    expect(lineOf("shop:a.b[0].y.z")).toBe(5);
    expect(lineOf("shop:a.b[7].x")).toBe(3);
    expect(lineOf("shop:a.missing.x")).toBe(2);
    expect(lineOf("shop:other")).toBe(6);
    expect(lineOf("shop:absent")).toBe(1);
  });

  it("says which line is no YAML", () => {
    expect(() => read("config:\n  a: [1\n  b: 2\n")).toThrow(
      expect.objectContaining({
        name: "InvalidConfiguration",
        problems: [expect.objectContaining({ line: 3 })],
      }),
    );
  });

  it("names the stacks there are when asked for another", () => {
    read("config: {}\n");
    expect(() => readStackConfig(loadProject(folders[0] ?? ""), "prod")).toThrow(
      expect.objectContaining({ fix: expect.stringContaining("dev") }),
    );
  });
});
