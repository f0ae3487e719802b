import type { Preview } from "../../engine/preview";
import type { Violation } from "../../engine/verdict";
import { painter } from "../terminal";
import { byType, count, headline, subject } from "./words";

/** A report for people. */
export function asText(preview: Preview, stream: { isTTY?: boolean }): string {
  const paint = painter(stream);
  const { verdict } = preview;
  const types = byType(preview);
  const total = types.reduce((sum, [, number]) => sum + number, 0);
  const width = Math.max(0, ...types.map(([type]) => type.length));
  const lines = [
    `${paint("bold", `Preview of ${preview.project}, stack ${preview.stack}`)} (${preview.way === "offline" ? "offline: no CLI, account or state" : "Pulumi engine"})`,
    "",
    `  ${count(total, "resource")}:`,
    ...types.map(([type, number]) => `    ${type.padEnd(width)}  ${String(number).padStart(4)}`),
    "",
    ...preview.notes.map((note) => paint("dim", `  ${note}`)),
    `  Policy pack ${verdict.pack.name} ${verdict.pack.version}: ${count(verdict.policies.length, "policy", "policies")} over ${count(verdict.judged, "resource")}`,
    ...grouped(verdict.violations).flatMap(([policy, violations]) => {
      const first = violations[0];
      const mark = first?.fails ? paint("red", "✗") : paint("yellow", "!");
      const info = verdict.policies.find((candidate) => candidate.name === policy);
      return [
        "",
        `  ${mark} ${paint("bold", policy)}  ${first?.level ?? ""}${first?.severity ? `, ${first.severity}` : ""}${info?.reference ? `, ${info.reference}` : ""}`,
        ...(info ? [`    ${info.description}`] : []),
        ...violations.map((violation) => `    - ${subject(violation.urn)}: ${indent(violation.message)}`),
        ...(info?.remediationSteps ? [paint("dim", `    ${indent(info.remediationSteps)}`)] : []),
      ];
    }),
    "",
    paint(verdict.compliant ? "green" : "red", headline(preview)),
  ];
  return `${lines.join("\n")}\n`;
}

/** Failing policies first; otherwise in the order in which they were found. */
export function grouped(violations: readonly Violation[]): [string, Violation[]][] {
  const groups = new Map<string, Violation[]>();
  for (const violation of [...violations].sort((a, b) => Number(b.fails) - Number(a.fails))) {
    groups.set(violation.policy, [...(groups.get(violation.policy) ?? []), violation]);
  }
  return [...groups];
}

function indent(text: string): string {
  return text.split("\n").join("\n      ");
}
