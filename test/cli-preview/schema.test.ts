import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import { previewFailure, previewReport } from "../../cli/preview/schema";
import { previewSchema } from "../../docs/build/schemas";
import { bastide } from "../cli/run";
import { fixtures, packFolder, program } from "../engine/support";
import { temporaryFolder } from "../support/temporaryFolder";
import { reportOf } from "./report";

const file = join(__dirname, "../../docs/schemas/preview.schema.json");
const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(file, "utf8")));

describe("the schema of the report in JSON", () => {
  it("is what the command checks reports by; `npm run docs` writes it", () => {
    expect(readFileSync(file, "utf8")).toBe(previewSchema());
  });

  it("accepts what the command prints, with and without violations", { timeout: 120_000 }, async () => {
    for (const [broken, compliant] of [
      ["", true],
      ["volume-protected,graph", false],
    ] as const) {
      const args = ["preview", "--stack", "dev", "--policy-pack", packFolder, "--json"];
      const { stdout } = await bastide(program.root, args, { FIXTURE_BREAK: broken });
      const report = JSON.parse(stdout);
      validate(report);
      expect(validate.errors).toBeNull();
      expect(previewReport.parse(report)).toEqual(report);
      expect(report.compliant).toBe(compliant);
    }
  });

  it("has another form where there is no report: what is wrong with the configuration", async () => {
    const file = join(temporaryFolder(), "report.json");
    const args = ["preview", "--stack", "config", "--policy-pack", "../pack", "--out", file];
    const { code, stderr } = await bastide(join(fixtures, "broken"), args);
    const { error } = previewFailure.parse(JSON.parse(readFileSync(file, "utf8")));
    expect(error.problems).toHaveLength(3);
    expect(error.problems?.[0]).toMatchObject({ file: "Pulumi.config.yaml", line: 5 });
    expect(stderr).toMatch(/Pulumi\.config\.yaml:5/);
    expect(code).toBe(2);
  });

  it.each([
    ["another version", { version: 2 }],
    ["a stack's name that is a path", { stack: "../x" }],
    ["no verdict", { compliant: undefined }],
    ["a line of no file", { violations: [{ ...reportOf(), source: { line: 0 } }] }],
  ])("refuses %s", (_, parts) => {
    const report = JSON.parse(JSON.stringify({ ...reportOf(), ...parts }));
    expect(validate(report)).toBe(false);
    expect(previewReport.safeParse(report).success).toBe(false);
  });
});
