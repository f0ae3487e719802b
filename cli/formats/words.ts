import { nameOf } from "../../engine/offline/urn";
import type { Comparison, PreviewReport, ReportedViolation } from "../preview/schema";

/** `1 resource`, `2 resources`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? one : many}`;
}

/** A type as people say it: `linode Volume` for `linode:index/volume:Volume`. */
export function typeName(type: string): string {
  const parts = type.split(":");
  return `${parts[0]} ${parts.at(-1)}`;
}

/** How many resources there are of each type, commonest first; components and providers left out. */
export function byType(report: PreviewReport): [string, number][] {
  const counts = new Map<string, number>();
  for (const resource of report.resources) {
    if (resource.custom && !resource.type.startsWith("pulumi:")) {
      counts.set(typeName(resource.type), (counts.get(typeName(resource.type)) ?? 0) + 1);
    }
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
}

/** The resource of a violation as people say it. */
export function subject(urn: string): string {
  const type = (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";
  return type === "pulumi:pulumi:Stack" ? "the stack as a whole" : `${nameOf(urn)} (${typeName(type)})`;
}

/** In one line: the verdict. */
export function headline(report: PreviewReport): string {
  const failing = report.violations.filter((violation) => violation.fails).length;
  const verdict = report.compliant ? "compliant" : `not compliant: ${count(failing, "violation")}`;
  return report.asOf === undefined
    ? `Stack ${report.stack} is ${verdict}.`
    : `As of ${report.asOf}, stack ${report.stack} is ${verdict}.`;
}

/** Failing policies first, the more severe ones before others; otherwise in the order in which they were found. */
export function grouped(violations: readonly ReportedViolation[]): [string, ReportedViolation[]][] {
  const groups = new Map<string, ReportedViolation[]>();
  const worst = ({ fails, severity }: ReportedViolation): number =>
    (fails ? 10 : 0) + ["low", "medium", "high", "critical"].indexOf(severity);
  for (const violation of [...violations].sort((a, b) => worst(b) - worst(a))) {
    groups.set(violation.policy, [...(groups.get(violation.policy) ?? []), violation]);
  }
  return [...groups];
}

/** `$1,234.50`, `-$3.00`. */
export function money(dollars: number): string {
  return dollars.toLocaleString("en-US", { style: "currency", currency: "USD" });
}

/** `+$3.00`, `-$3.00`, `no difference`. */
export function moneyDifference(dollars: number): string {
  return dollars === 0 ? "no difference" : `${dollars > 0 ? "+" : ""}${money(dollars)}`;
}

/** `2 created, 1 changed`, or that there is nothing. */
export function changesInWords(changes: Comparison["changes"]): string {
  const parts = (["created", "changed", "removed"] as const).flatMap((action) => {
    const number = changes.filter((change) => change.action === action).length;
    return number === 0 ? [] : [`${number.toLocaleString("en-US")} ${action}`];
  });
  return parts.length === 0 ? "no resource differs" : parts.join(", ");
}

/** Every place of a violation, the program's line first: `infra/components/server.ts:52`. */
export function placesOf({ source, configuration }: ReportedViolation): string[] {
  return [source, configuration].flatMap((place) => (place ? [`${place.file}:${place.line}`] : []));
}
