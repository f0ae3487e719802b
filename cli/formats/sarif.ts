import { createHash } from "node:crypto";
import { version } from "../../package.json";
import type { PreviewReport, ReportedPlace, ReportedPolicy, ReportedViolation } from "../preview/schema";
import { subject } from "./words";

/** Code scanning sorts by this number: https://docs.github.com/code-security (security-severity, 0 to 10). */
const scores: Readonly<Record<string, string>> = { critical: "9.5", high: "8.0", medium: "5.5", low: "3.0" };
/** Code scanning takes no more of a rule. */
const mostTags = 20;
const root = "%SRCROOT%";

/**
 * SARIF 2.1.0. A violation lies on the program's line that makes the resource; the line of the stack's file that asks for it is a
 * related location. What is known by no line of the program lies in the stack's file.
 */
export function asSarif(report: PreviewReport): string {
  const ruleIndex = new Map(report.policies.map((policy, index) => [policy.name, index]));
  const seen = new Map<string, number>();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "bastide", version, rules: report.policies.map(rule) } },
        automationDetails: { id: `bastide-preview/${report.stack}/${asOf(report)}` },
        originalUriBaseIds: { [root]: { description: { text: "The top of the repository." } } },
        columnKind: "utf16CodeUnits",
        results: report.violations.map((violation) => ({
          ruleId: violation.policy,
          ...(ruleIndex.has(violation.policy) ? { ruleIndex: ruleIndex.get(violation.policy) } : {}),
          level: violation.fails ? "error" : "warning",
          message: { text: literally(`${subject(violation.urn)}: ${violation.message}`) },
          ...locations(report, violation),
          partialFingerprints: fingerprints(violation, seen),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Another day's results don't take the place of today's. */
function asOf(report: PreviewReport): string {
  return report.asOf === undefined ? "" : `as-of-${report.asOf}/`;
}

function rule(policy: ReportedPolicy): Record<string, unknown> {
  const tags = new Set(["security", ...(policy.reference === "" ? [] : [policy.reference])]);
  return {
    id: policy.name,
    ...(policy.displayName === "" ? {} : { name: policy.displayName }),
    shortDescription: { text: literally(policy.description) },
    ...(policy.remediationSteps === "" ? {} : { help: { text: literally(policy.remediationSteps) } }),
    ...(/^https?:/.test(policy.url) ? { helpUri: policy.url } : {}),
    defaultConfiguration: { level: policy.enforcementLevel === "mandatory" ? "error" : "warning" },
    properties: {
      tags: [...tags].slice(0, mostTags),
      ...(scores[policy.severity] === undefined ? {} : { "security-severity": scores[policy.severity] }),
    },
  };
}

function locations(
  report: PreviewReport,
  { urn, source, configuration }: ReportedViolation,
): Record<string, unknown> {
  const primary = source ?? configuration ?? { file: report.file, line: 1 };
  const logicalLocations = [{ fullyQualifiedName: urn, kind: "resource" }];
  return {
    locations: [{ physicalLocation: physical(report, primary), logicalLocations }],
    ...(source === null || configuration === null
      ? {}
      : {
          relatedLocations: [
            {
              id: 1,
              physicalLocation: physical(report, configuration),
              message: { text: "The configuration that asks for it." },
            },
          ],
        }),
  };
}

function physical({ folder }: PreviewReport, { file, line }: ReportedPlace): Record<string, unknown> {
  const path = folder === "" ? file : `${folder}/${file}`;
  const uri = path.split("/").map(encodeURIComponent).join("/");
  return { artifactLocation: { uri, uriBaseId: root }, region: { startLine: line } };
}

/**
 * The same violation keeps its fingerprint wherever its line moves: rule, resource, and which of several it is. Code scanning looks
 * at the first of the two only, and would otherwise make it from the line, which all servers share.
 */
function fingerprints({ policy, urn }: ReportedViolation, seen: Map<string, number>): Record<string, string> {
  const key = JSON.stringify([policy, urn]);
  const number = (seen.get(key) ?? 0) + 1;
  seen.set(key, number);
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 32);
  return { primaryLocationLineHash: `${digest}:${number}`, "policyAndResource/v1": `${digest}:${number}` };
}

/** In SARIF's messages `[text](1)` is a link and `{0}` an argument; a resource's name must not become one. */
function literally(text: string): string {
  return text.replace(/\[(?=[^\]]*\]\()/g, "\\[").replace(/\{(\d+)\}/g, "{{$1}}");
}
