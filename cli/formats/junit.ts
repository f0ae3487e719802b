import type { Preview } from "../../engine/preview";
import { grouped } from "./text";
import { subject } from "./words";

/** JUnit's XML: one test case a policy, failed by each of its violations that counts. */
export function asJunit(preview: Preview): string {
  const { verdict } = preview;
  const found = new Map(grouped(verdict.violations));
  const cases = verdict.policies.map((policy) => {
    const violations = (found.get(policy.name) ?? []).filter((violation) => violation.fails);
    const head = `    <testcase classname="${xml(verdict.pack.name)}" name="${xml(policy.name)}" time="0"`;
    if (policy.enforcementLevel === "disabled") {
      return { failed: false, skipped: true, xml: `${head}><skipped message="disabled"/></testcase>` };
    }
    if (violations.length === 0) {
      return { failed: false, skipped: false, xml: `${head}/>` };
    }
    const text = violations.map((violation) => `${subject(violation.urn)}: ${violation.message}`).join("\n");
    return {
      failed: true,
      skipped: false,
      xml: `${head}><failure message="${xml(policy.description)}" type="${policy.severity || "violation"}">${xml(text)}</failure></testcase>`,
    };
  });
  const failures = cases.filter((entry) => entry.failed).length;
  const skipped = cases.filter((entry) => entry.skipped).length;
  const totals = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="bastide" ${totals}>`,
    `  <testsuite name="${xml(preview.stack)}" ${totals}>`,
    ...cases.map((entry) => entry.xml),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

/** XML 1.0 has no place for most control characters, escaped or not. */
function xml(text: string): string {
  return text
    .replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
