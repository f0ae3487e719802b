import type {
  PreviewReport,
  ReportedPolicy,
  ReportedResource,
  ReportedViolation,
} from "../../cli/preview/schema";

/** A compliant report of one volume; a test breaks one thing in it. */
export function reportOf(parts: Partial<PreviewReport> = {}): PreviewReport {
  return {
    version: 1,
    way: "offline",
    project: "bastide",
    stack: "prod",
    file: "Pulumi.prod.yaml",
    folder: "",
    compliant: true,
    policyPack: { name: "bastide", version: "1.0.0" },
    judged: 1,
    policies: [policyOf()],
    violations: [],
    passed: ["volume-encrypted"],
    waivers: [],
    resources: [resourceOf()],
    paths: null,
    cost: { monthly: 2, unpriced: 0, recorded: "2024-07", byClass: [{ dataClass: "account", monthly: 2 }] },
    comparison: null,
    notes: [],
    ...parts,
  };
}

export function policyOf(parts: Partial<ReportedPolicy> = {}): ReportedPolicy {
  return {
    name: "volume-encrypted",
    displayName: "Volumes are encrypted",
    description: "Every volume is encrypted.",
    enforcementLevel: "mandatory",
    severity: "critical",
    kind: "resource",
    reference: "CM-1",
    specification: "",
    remediationSteps: "Set `encryption` to `enabled`.",
    url: "https://example.org/policies",
    ...parts,
  };
}

export function violationOf(parts: Partial<ReportedViolation> = {}): ReportedViolation {
  return {
    policy: "volume-encrypted",
    level: "mandatory",
    severity: "critical",
    urn: resourceOf().urn,
    message: "Volume is not encrypted.",
    couldNotRun: false,
    fails: true,
    source: { file: "infra/components/dataNode.ts", line: 24 },
    configuration: { file: "Pulumi.prod.yaml", line: 17 },
    ...parts,
  };
}

export function resourceOf(parts: Partial<ReportedResource> = {}): ReportedResource {
  const type = parts.type ?? "linode:index/volume:Volume";
  const name = parts.name ?? "account-volume";
  return {
    urn: `urn:pulumi:prod::bastide::${type}::${name}`,
    type,
    name,
    custom: true,
    parent: "",
    protect: false,
    dataClass: "account",
    region: "fr-par",
    source: null,
    inputs: { size: 20, region: "fr-par" },
    dependencies: [],
    ...parts,
  };
}
