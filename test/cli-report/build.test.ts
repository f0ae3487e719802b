import { describe, expect, it } from "vitest";
import { type ControlId, controls } from "../../catalogue/controls";
import { references } from "../../catalogue/references";
import { buildEvidence } from "../../cli/report/build";
import { previewOf, violationOf, waiverOf } from "./preview";

const circumstances = { generated: new Date("2026-11-24T12:00:00Z"), commit: null };
const encryption = "linode-volume-require-encryption";
const build = (parts: Parameters<typeof previewOf>[0] = {}) => buildEvidence(previewOf(parts), circumstances);
const controlOf = (evidence: ReturnType<typeof build>, id: string) =>
  evidence.controls.find((control) => control.id === id);
const policyOf = (evidence: ReturnType<typeof build>, name: string) =>
  evidence.policies.find((policy) => policy.name === name);

describe("the compliance matrix", () => {
  it("has every control once, in the order of the requirements, and every policy under a control", () => {
    const evidence = build();
    expect(evidence.controls.map(({ id }) => id)).toEqual(controls.map(({ id }) => id));
    const traced = new Set(evidence.controls.flatMap(({ policies }) => policies));
    expect(evidence.policies.filter(({ name }) => !traced.has(name))).toEqual([]);
  });

  it("names what published standards ask for, by the catalogue", () => {
    for (const { id, references: named } of build().controls) {
      expect(named, id).toEqual(references[id as ControlId].tags);
    }
    expect(controlOf(build(), "CM-1")?.references).toContain("ISO27001:A.8.24");
  });

  it("says of each policy what it judged: its own types, or all there is", () => {
    const evidence = build();
    expect(policyOf(evidence, encryption)).toMatchObject({ verdict: "passed", wholeStack: false });
    expect(policyOf(evidence, encryption)?.judged).toHaveLength(1);
    expect(policyOf(evidence, "linode-firewall-require-inbound-drop")).toMatchObject({
      verdict: "nothing-to-judge",
      judged: [],
    });
    expect(policyOf(evidence, "bastide-stack-require-one-class")).toMatchObject({ wholeStack: true });
  });

  it("calls a control violated, with the place, as soon as one of its policies found something", () => {
    const evidence = build({ violations: [violationOf(encryption)], compliant: false });
    expect(controlOf(evidence, "CM-1")).toMatchObject({ verdict: "violated", violations: 1 });
    expect(policyOf(evidence, encryption)?.violations[0]?.place).toBe("infra/components/dataNode.ts:12");
    expect(controlOf(evidence, "NW-3")?.verdict).not.toBe("violated");
  });

  it("shows a waiver by policy and control, and lets it hide no violation", () => {
    const waived = build({ waivers: [waiverOf(encryption)] });
    expect(controlOf(waived, "CM-1")).toMatchObject({ verdict: "waived", waivers: 1 });
    expect(policyOf(waived, encryption)).toMatchObject({
      verdict: "waived",
      waivers: [{ ticket: "INC-1", covered: 1 }],
    });
    const both = build({ waivers: [waiverOf(encryption)], violations: [violationOf(encryption)] });
    expect(controlOf(both, "CM-1")?.verdict).toBe("violated");
  });

  it("counts advice as no violation, and what could not be run as one", () => {
    const advice = { ...violationOf(encryption), level: "advisory" as const, fails: false };
    expect(policyOf(build({ violations: [advice] }), encryption)?.verdict).toBe("advised");
    expect(controlOf(build({ violations: [advice] }), "CM-1")).toMatchObject({ violations: 0 });
    const blind = { ...violationOf(encryption), couldNotRun: true };
    expect(controlOf(build({ violations: [blind] }), "CM-1")?.verdict).toBe("violated");
  });

  it("never calls held in whole what this version keeps in part, nor what no policy judges", () => {
    for (const { state, verdict, policies } of build().controls) {
      if (state !== "kept") expect(verdict).not.toBe("held");
      if (policies.length === 0) expect(verdict).toBe("not-by-policy");
    }
  });
});
