import type { Comparison, PreviewReport, ReportedPath } from "../preview/schema";
import { painter } from "../terminal";
import {
  byType,
  changesInWords,
  count,
  grouped,
  headline,
  money,
  moneyDifference,
  placesOf,
  subject,
  typeName,
} from "./words";

type Paint = ReturnType<typeof painter>;

const signs = { created: "+", changed: "~", removed: "-" } as const;
const colours = { created: "green", changed: "yellow", removed: "red" } as const;

/** A report for people. */
export function asText(report: PreviewReport, stream: { isTTY?: boolean }): string {
  const paint = painter(stream);
  const types = byType(report);
  const total = types.reduce((sum, [, number]) => sum + number, 0);
  const width = Math.max(0, ...types.map(([type]) => type.length));
  const lines = [
    `${paint("bold", `Preview of ${report.project}, stack ${report.stack}`)} (${report.way === "offline" ? "offline: no CLI, account or state" : "Pulumi engine"})`,
    "",
    `  ${count(total, "resource")}:`,
    ...types.map(([type, number]) => `    ${type.padEnd(width)}  ${String(number).padStart(4)}`),
    "",
    `  ${money(report.cost.monthly)} a month${report.cost.unpriced === 0 ? "" : ` and ${count(report.cost.unpriced, "item")} without a price`}`,
    ...report.notes.map((note) => paint("dim", `  ${note}`)),
    ...(report.comparison === null ? [] : compared(report.comparison, paint)),
    ...waivers(report, paint),
    `  Policy pack ${report.policyPack.name} ${report.policyPack.version}: ${count(report.policies.length, "policy", "policies")} over ${count(report.judged, "resource")}`,
    ...violations(report, paint),
    "",
    paint(report.compliant ? "green" : "red", headline(report)),
  ];
  return `${lines.join("\n")}\n`;
}

function violations(report: PreviewReport, paint: Paint): string[] {
  return grouped(report.violations).flatMap(([policy, found]) => {
    const first = found[0];
    const mark = first?.fails ? paint("red", "✗") : paint("yellow", "!");
    const info = report.policies.find((candidate) => candidate.name === policy);
    return [
      "",
      `  ${mark} ${paint("bold", policy)}  ${first?.level ?? ""}${first?.severity ? `, ${first.severity}` : ""}${info?.reference ? `, ${info.reference}` : ""}`,
      ...(info ? [`    ${info.description}`] : []),
      ...found.flatMap((violation) => [
        `    - ${subject(violation.urn)}: ${indent(violation.message)}`,
        ...placesOf(violation).map((place) => paint("dim", `      at ${place}`)),
      ]),
      ...(info?.remediationSteps ? [paint("dim", `    ${indent(info.remediationSteps)}`)] : []),
    ];
  });
}

function compared(comparison: Comparison, paint: Paint): string[] {
  const { before, after, difference } = comparison.cost;
  const rows = comparison.changes.flatMap((change, index) => {
    const above = comparison.changes[index - 1];
    const isNew = above?.dataClass !== change.dataClass || above?.region !== change.region;
    const head = [change.dataClass ?? "no class", change.region].filter((part) => part !== null).join(", ");
    return [
      ...(isNew ? [`    ${paint("bold", head)}`] : []),
      paint(
        colours[change.action],
        `      ${signs[change.action]} ${change.name} (${typeName(change.type)})${change.action === "removed" && change.protect ? ", protected" : ""}`,
      ),
      ...(change.action === "changed"
        ? change.properties.map(
            ({ path, before: old, after: now }) => `          ${path}: ${old ?? "none"} → ${now ?? "none"}`,
          )
        : []),
      ...change.rules.map(({ direction, sign, rule }) => `          ${sign} ${direction} ${rule}`),
    ];
  });
  return [
    "",
    `  Against ${comparison.base}: ${changesInWords(comparison.changes)}`,
    ...rows,
    ...(comparison.paths === null ? [] : paths(comparison.paths, paint)),
    `    Cost a month: ${money(before)} → ${money(after)} (${moneyDifference(difference)})`,
    "",
  ];
}

function paths(
  { added, lost }: { readonly added: readonly ReportedPath[]; readonly lost: readonly ReportedPath[] },
  paint: Paint,
): string[] {
  const line = ({ from, to, service }: ReportedPath): string => `${from} → ${to}, ${service}`;
  return [
    `    ${count(added.length, "new network path")}, ${lost.length.toLocaleString("en-US")} lost`,
    ...added.map((path) => paint("yellow", `      + ${line(path)}`)),
    ...lost.map((path) => `      - ${line(path)}`),
  ];
}

function waivers(report: PreviewReport, paint: Paint): string[] {
  return report.waivers.length === 0
    ? []
    : [
        paint("yellow", `  ${count(report.waivers.length, "waiver")} in use:`),
        ...report.waivers.map(
          ({ policy, resource, covered, ticket, expiry, reason }) =>
            `    ${policy} for ${resource}, ${count(covered, "violation")}, ${ticket}, until ${expiry}: ${reason}`,
        ),
        "",
      ];
}

function indent(text: string): string {
  return text.split("\n").join("\n      ");
}
