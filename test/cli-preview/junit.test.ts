import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import { asJunit } from "../../cli/formats/junit";
import { named } from "../clients/support/tools";
import { junitSchema } from "./published";
import { policyOf, reportOf, violationOf } from "./report";

const hostile = '<&">\u0000\u001b]]>\uD800 @x';

describe("JUnit's XML", () => {
  it("fails a policy once for each violation that counts, with every place", () => {
    const violations = [violationOf(), violationOf(), violationOf({ fails: false })];
    const xml = asJunit(reportOf({ violations, policies: [policyOf(), policyOf({ name: "other" })] }));
    expect(xml.match(/<failure /g)).toHaveLength(2);
    expect(xml).toContain('tests="2" failures="1"');
    expect(xml).toContain("infra/components/dataNode.ts:24\nPulumi.prod.yaml:17</failure>");
  });

  it.skipIf(!junitSchema.usable)(named("is valid against Jenkins's schema", junitSchema), async () => {
    const schema = readFileSync(junitSchema.usable ? junitSchema.path : "", "utf8");
    const errors = async (xml: string) =>
      (await validateXML({ xml: [{ fileName: "report.xml", contents: xml }], schema: [schema] })).errors;
    const reports = [
      reportOf(),
      reportOf({ policies: [policyOf({ enforcementLevel: "disabled" })] }),
      reportOf({ violations: [violationOf(), violationOf({ severity: "" })] }),
      reportOf({
        policies: [policyOf({ description: hostile })],
        violations: [violationOf({ message: hostile, urn: hostile, severity: hostile })],
      }),
    ];
    for (const report of reports) expect(await errors(asJunit(report))).toEqual([]);
    expect(await errors("<testsuites><testcase/></testsuites>")).not.toEqual([]);
  });
});
