import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { outputsOf, removeEarlier } from "../../cli/preview/outputs";

it.each([
  ["standard output, as text", [], undefined, [{ format: "text", file: undefined }]],
  ["standard output, as asked", [], "sarif", [{ format: "sarif", file: undefined }]],
  ["one file, as asked", ["x.json"], "text", [{ format: "text", file: "x.json" }]],
  ["one file, by its ending", ["x.SARIF"], undefined, [{ format: "sarif", file: "x.SARIF" }]],
  [
    "several, each by its ending",
    ["a.json", "b.xml", "c.md", "d.txt"],
    "sarif",
    [
      { format: "json", file: "a.json" },
      { format: "junit", file: "b.xml" },
      { format: "markdown", file: "c.md" },
      { format: "text", file: "d.txt" },
    ],
  ],
  [
    "an ending that says nothing",
    ["a", "b.json"],
    "junit",
    [
      { format: "junit", file: "a" },
      { format: "json", file: "b.json" },
    ],
  ],
  [
    "a format before the name, and standard output",
    ["sarif=report.json", "text=-"],
    undefined,
    [
      { format: "sarif", file: "report.json" },
      { format: "text", file: undefined },
    ],
  ],
  ["a name with an equals sign", ["a=b.json"], undefined, [{ format: "json", file: "a=b.json" }]],
] as const)("a report goes to %s", (_, outs, format, expected) => {
  expect(outputsOf(outs, format)).toEqual(expected);
});

it("a report is not written in a form that nobody asked for", () => {
  expect(() => outputsOf(["report.foo"], undefined)).toThrow(
    "--out report.foo does not say which form the report is to have.",
  );
});

it("what an earlier run wrote is removed, but for the base", () => {
  const folder = mkdtempSync(join(tmpdir(), "bastide-outputs-"));
  try {
    const [old, base] = [join(folder, "old.sarif"), join(folder, "base.json")];
    for (const file of [old, base]) writeFileSync(file, "earlier");
    removeEarlier(outputsOf([old, base, join(folder, "new.xml"), "-"], undefined), base);
    expect([old, base].map((file) => existsSync(file))).toEqual([false, true]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("a report goes nowhere without a file's name", () => {
  expect(() => outputsOf(["json="], undefined)).toThrow(/names no file/);
});
