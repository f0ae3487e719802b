import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import { asSarif } from "../../cli/formats/sarif";
import type { PreviewReport } from "../../cli/preview/schema";
import { named } from "../clients/support/tools";
import { sarifSchema } from "./published";
import { policyOf, reportOf, violationOf } from "./report";

const resultsOf = (report: PreviewReport) => JSON.parse(asSarif(report)).runs[0].results;
const refused = (violation: Parameters<typeof violationOf>[0], more: Partial<PreviewReport> = {}) =>
  reportOf({ compliant: false, violations: [violationOf(violation)], ...more });

describe("SARIF", () => {
  it("lies on the program's line, and relates the configuration's", () => {
    const [result] = resultsOf(refused({}));
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "infra/components/dataNode.ts", uriBaseId: "%SRCROOT%" },
      region: { startLine: 24 },
    });
    expect(result.relatedLocations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: "Pulumi.prod.yaml" },
      region: { startLine: 17 },
    });
  });

  it("lies in the configuration, or else at the stack's file, where no line of the program is to blame", () => {
    const [inFile] = resultsOf(refused({ source: null }));
    expect(inFile.locations[0].physicalLocation.region.startLine).toBe(17);
    expect(inFile.relatedLocations).toBeUndefined();
    const [nowhere] = resultsOf(refused({ source: null, configuration: null }));
    expect(nowhere.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: "Pulumi.prod.yaml" },
      region: { startLine: 1 },
    });
  });

  it("names files from the repository's top, as an address", () => {
    const [result] = resultsOf(
      refused({ source: { file: "a b/ü.ts", line: 1 } }, { folder: "stacks/hosting" }),
    );
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe("stacks/hosting/a%20b/%C3%BC.ts");
  });

  it("keeps a violation's fingerprint when its line moves, and gives each its own", () => {
    const print = (report: PreviewReport) =>
      resultsOf(report).map(({ partialFingerprints }: never) => Object.values(partialFingerprints));
    expect(print(refused({}))).toEqual(
      print(refused({ source: { file: "elsewhere.ts", line: 99 }, configuration: null })),
    );
    const several = [violationOf(), violationOf(), violationOf({ urn: "urn:other" })];
    const prints = resultsOf(reportOf({ violations: several })).map(
      ({ partialFingerprints }: { partialFingerprints: Record<string, string> }) =>
        partialFingerprints.primaryLocationLineHash,
    );
    expect(new Set(prints).size).toBe(3);
  });

  it("takes no link and no argument from a message", () => {
    const [result] = resultsOf(refused({ message: '[see](1) {0} ["encryption"]' }));
    expect(result.message.text).toContain('\\[see](1) {{0}} ["encryption"]');
  });

  it.skipIf(!sarifSchema.usable)(named("is valid against its schema", sarifSchema), () => {
    const schema = JSON.parse(readFileSync(sarifSchema.usable ? sarifSchema.path : "", "utf8"));
    const { $schema: _, $id: __, id: ___, ...draft } = schema;
    const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(draft);
    const reports = [
      reportOf(),
      refused({}),
      refused({ source: null, configuration: null, urn: "", message: "" }),
      refused({ fails: false, level: "advisory", severity: "" }),
      refused(
        {},
        { policies: [policyOf({ displayName: "", remediationSteps: "", url: "", reference: "" })] },
      ),
      refused({ policy: "unknown-to-the-pack" }),
    ];
    for (const report of reports) {
      const valid = validate(JSON.parse(asSarif(report)));
      expect(validate.errors).toBeNull();
      expect(valid).toBe(true);
    }
    expect(validate({ version: "2.1.0", runs: [{}] })).toBe(false);
  });
});
