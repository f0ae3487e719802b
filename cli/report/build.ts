import { controls, securityPolicy } from "../../catalogue/controls";
import { references } from "../../catalogue/references";
import { policies as ownPolicies } from "../../policy-pack/policies";
import type { PreviewReport, ReportedPolicy, ReportedResource } from "../preview/schema";
import { type ControlEvidence, type Evidence, evidenceVersion, type PolicyEvidence } from "./schema";

/** What a report says besides what the preview found. */
export interface Circumstances {
  readonly generated: Date;
  readonly commit: Evidence["commit"];
}

/** Traces every control to its policies, to what they judged and to what they found (GO-2). */
export function buildEvidence(preview: PreviewReport, { generated, commit }: Circumstances): Evidence {
  const policies = preview.policies.map((policy) => policyEvidence(policy, preview));
  return {
    version: evidenceVersion,
    generated: generated.toISOString(),
    project: preview.project,
    stack: preview.stack,
    way: preview.way,
    commit,
    securityPolicy: { ...securityPolicy },
    policyPack: preview.policyPack,
    compliant: preview.compliant,
    resources: preview.resources.filter(({ custom }) => custom).length,
    controls: controls.map((control) => controlEvidence(control, policies)),
    policies,
    notes: preview.notes,
  };
}

function policyEvidence(policy: ReportedPolicy, preview: PreviewReport): PolicyEvidence {
  const violations = preview.violations
    .filter((violation) => violation.policy === policy.name)
    .map(({ urn, message, fails, source, configuration }) => {
      const place = source ?? configuration;
      return { urn, message, fails, place: place === null ? null : `${place.file}:${place.line}` };
    });
  const waivers = preview.waivers
    .filter((waiver) => waiver.policy === policy.name)
    .map(({ resource, reason, approvers, ticket, expiry, covered }) => ({
      resource,
      reason,
      approvers,
      ticket,
      expiry,
      covered,
    }));
  const judged = judgedBy(policy, preview.resources).map(({ urn }) => urn);
  return {
    name: policy.name,
    displayName: policy.displayName,
    description: policy.description,
    severity: policy.severity,
    level: policy.enforcementLevel,
    controls: policy.reference.split(", ").filter((id) => id !== ""),
    verdict: policyVerdict(policy, { judged, violations, waivers }),
    wholeStack: policy.kind === "stack",
    judged,
    violations,
    waivers,
  };
}

function policyVerdict(
  { enforcementLevel }: ReportedPolicy,
  { judged, violations, waivers }: Pick<PolicyEvidence, "judged" | "violations" | "waivers">,
): PolicyEvidence["verdict"] {
  if (enforcementLevel === "disabled") {
    return "disabled";
  }
  if (violations.length > 0) {
    return violations.some(({ fails }) => fails) ? "violated" : "advised";
  }
  if (waivers.length > 0) {
    return "waived";
  }
  return judged.length === 0 ? "nothing-to-judge" : "passed";
}

/** The types that each of the pack's own policies judges; no entry for a policy that is asked about every resource. */
const typesOf = new Map(
  ownPolicies.flatMap((policy) => {
    const validation: unknown = Reflect.get(policy, "validateResource");
    const types: unknown = validation === undefined ? undefined : Reflect.get(Object(validation), "types");
    return Array.isArray(types) && types.length > 0 ? [[policy.name, new Set<string>(types)] as const] : [];
  }),
);

/** What a policy was asked about and did not pass over for its type. Another pack's policies are asked about everything. */
function judgedBy(
  policy: ReportedPolicy,
  resources: readonly ReportedResource[],
): readonly ReportedResource[] {
  const types = typesOf.get(policy.name);
  return types === undefined ? resources : resources.filter(({ type }) => types.has(type));
}

function controlEvidence(
  control: (typeof controls)[number],
  policies: readonly PolicyEvidence[],
): ControlEvidence {
  const own = policies.filter((policy) => policy.controls.includes(control.id));
  return {
    id: control.id,
    section: control.section,
    title: control.title,
    statement: control.statement,
    carriedBy: control.carriedBy,
    state: control.state,
    note: control.note,
    references: [...references[control.id].tags],
    verdict: controlVerdict(control, own),
    policies: own.map(({ name }) => name),
    resources: new Set(own.flatMap(({ judged }) => judged)).size,
    violations: own.reduce((sum, { violations }) => sum + violations.filter(({ fails }) => fails).length, 0),
    waivers: own.reduce((sum, { waivers }) => sum + waivers.length, 0),
  };
}

function controlVerdict(
  { state }: Pick<ControlEvidence, "state">,
  policies: readonly PolicyEvidence[],
): ControlEvidence["verdict"] {
  const has = (verdict: PolicyEvidence["verdict"]): boolean =>
    policies.some((policy) => policy.verdict === verdict);
  if (has("violated")) {
    return "violated";
  }
  if (has("waived")) {
    return "waived";
  }
  if (has("passed") || has("advised")) {
    return state === "kept" ? "held" : "held-in-part";
  }
  return policies.length === 0 ? "not-by-policy" : "nothing-to-judge";
}
