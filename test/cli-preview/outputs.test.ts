import { expect, it } from "vitest";
import { outputsOf } from "../../cli/preview/outputs";

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

it("a report goes nowhere without a file's name", () => {
  expect(() => outputsOf(["json="], undefined)).toThrow(/names no file/);
});
