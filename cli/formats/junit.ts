import type { PreviewReport, ReportedPolicy, ReportedViolation } from "../preview/schema";
import { grouped, placesOf, subject } from "./words";

interface Case {
  readonly outcome: "passed" | "failed" | "skipped";
  readonly xml: string;
}

/** JUnit's XML as Jenkins defines it: one test case a policy, failed once for each violation that counts. */
export function asJunit(report: PreviewReport): string {
  const found = new Map(grouped(report.violations));
  const cases = report.policies.map((policy) =>
    testCase(
      report,
      policy,
      (found.get(policy.name) ?? []).filter(({ fails }) => fails),
    ),
  );
  const number = (outcome: Case["outcome"]): number =>
    cases.filter((entry) => entry.outcome === outcome).length;
  const totals = `tests="${cases.length}" failures="${number("failed")}" errors="0" time="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="bastide" ${totals}>`,
    `  <testsuite name="${xml(report.asOf === undefined ? report.stack : `${report.stack} as of ${report.asOf}`)}" ${totals} skipped="${number("skipped")}">`,
    ...cases.map((entry) => entry.xml),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(
  report: PreviewReport,
  policy: ReportedPolicy,
  violations: readonly ReportedViolation[],
): Case {
  const head = `    <testcase classname="${xml(report.policyPack.name)}" name="${xml(policy.name)}" time="0"`;
  if (policy.enforcementLevel === "disabled") {
    return { outcome: "skipped", xml: `${head}><skipped>disabled</skipped></testcase>` };
  }
  if (violations.length === 0) {
    return { outcome: "passed", xml: `${head}/>` };
  }
  const failures = violations.map((violation) => {
    const places = placesOf(violation).map((place) => `\n${place}`);
    const text = `${subject(violation.urn)}: ${violation.message}${places.join("")}`;
    return `<failure message="${xml(policy.description)}" type="${xml(violation.severity || "violation")}">${xml(text)}</failure>`;
  });
  return { outcome: "failed", xml: `${head}>${failures.join("")}</testcase>` };
}

/** XML 1.0 has no place for most control characters, escaped or not. */
function xml(text: string): string {
  return text
    .replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
