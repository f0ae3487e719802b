import type { Preview } from "../../engine/preview";
import { grouped } from "./text";
import { byType, count, headline, subject } from "./words";

/** A report for a pull request's comment. */
export function asMarkdown(preview: Preview): string {
  const { verdict } = preview;
  const lines = [
    `## ${verdict.compliant ? "✅" : "❌"} ${headline(preview)}`,
    "",
    `Policy pack \`${verdict.pack.name}\` ${verdict.pack.version}: ${count(verdict.policies.length, "policy", "policies")} over ${count(verdict.judged, "resource")}.`,
  ];
  for (const [policy, violations] of grouped(verdict.violations)) {
    const info = verdict.policies.find((candidate) => candidate.name === policy);
    lines.push(
      "",
      `### ${violations[0]?.fails ? "❌" : "⚠️"} \`${policy}\` (${violations[0]?.level})`,
      ...(info ? ["", safe(info.description)] : []),
      "",
      "| resource | what and how to mend it |",
      "|---|---|",
      ...violations.map((violation) => `| ${safe(subject(violation.urn))} | ${safe(violation.message)} |`),
    );
  }
  lines.push(
    "",
    "<details><summary>Resources</summary>",
    "",
    "| type | number |",
    "|---|---|",
    ...byType(preview).map(([type, number]) => `| ${safe(type)} | ${number} |`),
    "",
    "</details>",
    ...preview.notes.map((note) => `\n> ${safe(note)}`),
  );
  return `${lines.join("\n")}\n`;
}

function safe(text: string): string {
  return text
    .replace(/[<>&]/g, (sign) => ({ "<": "&lt;", ">": "&gt;", "&": "&amp;" })[sign] ?? sign)
    .replace(/\|/g, "\\|")
    .replace(/\n/g, "<br>");
}
