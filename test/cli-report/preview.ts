import type { PreviewReport } from "../../cli/preview/schema";
import { policies } from "../../policy-pack/policies";
import { reportOf } from "../cli-preview/report";

type Parts = Partial<Pick<PreviewReport, "violations" | "waivers" | "resources" | "compliant">>;

const volume = "urn:pulumi:prod::bastide::linode:index/volume:Volume::account-data";

/** What a preview with the pack's own policies reports about one volume. */
export function previewOf(parts: Parts = {}): PreviewReport {
  return {
    ...reportOf(),
    compliant: true,
    violations: [],
    waivers: [],
    policies: policies.map((policy) => ({
      name: policy.name,
      displayName: policy.displayName ?? "",
      description: policy.description,
      enforcementLevel: policy.enforcementLevel ?? "advisory",
      severity: policy.severity ?? "",
      kind: "validateStack" in policy ? "stack" : "resource",
      reference: policy.framework?.reference ?? "",
      specification: policy.framework?.specification ?? "",
      remediationSteps: policy.remediationSteps ?? "",
      url: policy.url ?? "",
    })),
    resources: [resource(volume, "linode:index/volume:Volume", "account-data")],
    ...parts,
  };
}

/** A violation by the volume. */
export const violationOf = (policy: string, message = "is wrong."): PreviewReport["violations"][number] => ({
  policy,
  level: "mandatory",
  severity: "critical",
  urn: volume,
  message,
  couldNotRun: false,
  fails: true,
  source: { file: "infra/components/dataNode.ts", line: 12 },
  configuration: null,
});

/** A waiver for the volume that was used once. */
export const waiverOf = (policy: string): PreviewReport["waivers"][number] => ({
  policy,
  resource: "account-data",
  urn: volume,
  reason: "The region has no encryption until the 30th.",
  requestedBy: "bjarne",
  approvers: ["amara (security)", "dana (management)"],
  ticket: "INC-1",
  start: "2026-11-20",
  expiry: "2026-11-30",
  covered: 1,
});

function resource(urn: string, type: string, name: string): PreviewReport["resources"][number] {
  return {
    urn,
    type,
    name,
    custom: true,
    parent: "",
    protect: true,
    dataClass: "account",
    region: "fr-par",
    source: null,
    inputs: {},
    dependencies: [],
  };
}
