import type { PolicyInfo } from "../../engine/offline/analyzer";
import type { Preview } from "../../engine/preview";
import { version } from "../../package.json";
import { subject } from "./words";

/** Code scanning sorts by this number: https://docs.github.com/code-security (security-severity, 0 to 10). */
const scores: Readonly<Record<string, string>> = { critical: "9.5", high: "8.0", medium: "5.5", low: "3.0" };

/**
 * SARIF 2.1.0. A resource has no line of its own: it is named as a logical location, and the physical one is the stack's file.
 */
export function asSarif(preview: Preview): string {
  const { verdict } = preview;
  const ruleIndex = new Map(verdict.policies.map((policy, index) => [policy.name, index]));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "bastide", version, rules: verdict.policies.map(rule) } },
        results: verdict.violations.map((violation) => ({
          ruleId: violation.policy,
          ...(ruleIndex.has(violation.policy) ? { ruleIndex: ruleIndex.get(violation.policy) } : {}),
          level: violation.fails ? "error" : "warning",
          message: { text: `${subject(violation.urn)}: ${violation.message}` },
          locations: [
            {
              physicalLocation: { artifactLocation: { uri: preview.file }, region: { startLine: 1 } },
              logicalLocations: [{ fullyQualifiedName: violation.urn, kind: "resource" }],
            },
          ],
          partialFingerprints: { "policyAndResource/v1": `${violation.policy}|${violation.urn}` },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rule(policy: PolicyInfo): Record<string, unknown> {
  return {
    id: policy.name,
    ...(policy.displayName === "" ? {} : { name: policy.displayName }),
    shortDescription: { text: policy.description },
    ...(policy.remediationSteps === "" ? {} : { help: { text: policy.remediationSteps } }),
    ...(/^https?:/.test(policy.url) ? { helpUri: policy.url } : {}),
    defaultConfiguration: { level: policy.enforcementLevel === "mandatory" ? "error" : "warning" },
    properties: {
      tags: ["security", ...(policy.reference === "" ? [] : [policy.reference])],
      ...(scores[policy.severity] === undefined ? {} : { "security-severity": scores[policy.severity] }),
    },
  };
}
