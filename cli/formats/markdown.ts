import { nameOf } from "../../engine/offline/urn";
import type {
  PreviewFailure,
  PreviewReport,
  ReportedPlace,
  ReportedViolation,
  ReportedWaiver,
} from "../preview/schema";
import { fit, type Section } from "./fit";
import { changeSections, pathSection } from "./markdownChanges";
import { code, prose, text } from "./safeMarkdown";
import { byType, changesInWords, count, grouped, headline, money, moneyDifference, subject } from "./words";

/** GitHub takes 65,536 characters; some are left for what else a comment needs. */
const longest = 65_000;

export interface MarkdownOptions {
  /** The address of the repository's files at the judged commit, without a slash at its end; without it lines are not linked. */
  readonly files?: string;
  /** Where the whole report is, for what is cut: `the artifacts of this run`. @default `the report in JSON` */
  readonly whole?: string;
  /** A sentence below the report, in Markdown of the caller's own. */
  readonly origin?: string;
}

/** One comment for a pull request. All text that comes from the stack is escaped. */
export function asMarkdown(report: PreviewReport, options: MarkdownOptions = {}): string {
  const inTable = cutIn(options, "| … | ", " | |");
  const { comparison } = report;
  const sections: (Section | undefined)[] = [
    plain([`## ${report.compliant ? "✅" : "❌"} ${text(headline(report))}`, "", ...summary(report)]),
    ...violationSections(report, options),
    waiverSection(report.waivers, cutIn(options, "| … | ", " | | | | |")),
    comparison?.paths ? pathSection(comparison.paths, cutIn(options, "| … | ", " | | | |")) : undefined,
    ...(comparison === null ? [] : changeSections(comparison, inTable)),
    resources(report, options),
    {
      head: [],
      rows: report.notes.flatMap((note) => ["", `> ${prose(shortened(note))}`]),
      tail: options.origin === undefined ? [] : ["", `<sub>${options.origin}</sub>`],
      cut: cutIn(options, "\n> ", ""),
    },
  ];
  return `${fit(
    sections.filter((section) => section !== undefined),
    longest,
  )}\n`;
}

/** The same for a stack that could not be evaluated. */
export function failureAsMarkdown({ error }: PreviewFailure, options: MarkdownOptions = {}): string {
  const problems = error.problems ?? [];
  const sections: Section[] = [
    plain([
      "## ❌ The stack can't be evaluated",
      "",
      prose(shortened(error.message)),
      ...(error.fix ? ["", prose(shortened(error.fix))] : []),
    ]),
    {
      head: problems.length === 0 ? [] : ["", "| where | what is wrong | how to mend it |", "|---|---|---|"],
      rows: problems.map(
        ({ key, message, fix, file, line }) =>
          `| ${line === undefined ? code(file) : link({ file, line }, "", options)}<br>${code(key)} | ${prose(shortened(message))} | ${prose(shortened(fix))} |`,
      ),
      tail: options.origin === undefined ? [] : ["", `<sub>${options.origin}</sub>`],
      cut: cutIn(options, "| … | ", " | |"),
    },
  ];
  return `${fit(sections, longest)}\n`;
}

function summary(report: PreviewReport): string[] {
  const { comparison, cost } = report;
  const unpriced = cost.unpriced === 0 ? "" : `; ${count(cost.unpriced, "item")} without a price`;
  const rows: [string, string][] = [
    [
      "Verdict",
      `${count(report.policies.length, "policy", "policies")} of ${code(`${report.policyPack.name} ${report.policyPack.version}`)} over ${count(report.judged, "resource")}`,
    ],
    ...(comparison === null
      ? []
      : [[`Against ${code(comparison.base)}`, changesInWords(comparison.changes)] as [string, string]]),
    ...(comparison?.paths
      ? [
          ["Network paths", `${comparison.paths.added.length} new, ${comparison.paths.lost.length} lost`] as [
            string,
            string,
          ],
        ]
      : []),
    [
      "Cost a month",
      comparison === null
        ? `${money(cost.monthly)}${unpriced}`
        : `${money(comparison.cost.before)} → ${money(comparison.cost.after)}, <b>${moneyDifference(comparison.cost.difference)}</b>${unpriced}`,
    ],
    ["Waivers in use", report.waivers.length === 0 ? "none" : `<b>${report.waivers.length}</b>`],
  ];
  return ["| | |", "|---|---|", ...rows.map(([name, value]) => `| ${name} | ${value} |`)];
}

function violationSections(report: PreviewReport, options: MarkdownOptions): Section[] {
  return grouped(report.violations).map(([name, violations]) => {
    const info = report.policies.find((policy) => policy.name === name);
    const [first] = violations;
    const about = [first?.level, first?.severity, info?.reference]
      .filter((word) => word)
      .map((word) => text(word ?? ""));
    return {
      head: [
        "",
        `### ${first?.fails ? "❌" : "⚠️"} ${code(name)}`,
        "",
        `${info ? `${prose(shortened(info.description))} ` : ""}(${about.join(", ")})`,
        "",
        "| resource | what is wrong and how to mend it | where |",
        "|---|---|---|",
      ],
      rows: alike(violations).map((group) => violationRow(group, report, options)),
      tail: [],
      cut: cutIn(options, "| … | ", " | |"),
    };
  });
}

/** Violations that differ in the resource's name alone share a row: twenty volumes of one kind are one thing to mend. */
function alike(violations: readonly ReportedViolation[]): ReportedViolation[][] {
  const groups = new Map<string, ReportedViolation[]>();
  for (const violation of violations) {
    const key = JSON.stringify([nameless(violation), violation.source]);
    groups.set(key, [...(groups.get(key) ?? []), violation]);
  }
  return [...groups.values()];
}

function nameless({ message, urn }: ReportedViolation): string {
  const name = nameOf(urn);
  return name === "" ? message : message.replaceAll(name, "…");
}

function violationRow(
  violations: readonly ReportedViolation[],
  { folder }: PreviewReport,
  options: MarkdownOptions,
): string {
  const [first] = violations;
  const places = violations.flatMap(({ source, configuration }) =>
    [source, configuration].flatMap((place) => (place === null ? [] : [link(place, folder, options)])),
  );
  const message = first === undefined ? "" : violations.length === 1 ? first.message : nameless(first);
  const subjects = violations.map(({ urn }) => text(subject(urn)));
  return `| ${folded(subjects)} | ${prose(shortened(message))} | ${folded([...new Set(places)])} |`;
}

/** A few at once; more behind a word to click on. */
function folded(items: readonly string[]): string {
  const most = 4;
  const rest = items.slice(most - 1);
  return items.length <= most
    ? items.join("<br>")
    : `${items.slice(0, most - 1).join("<br>")}<details><summary>${rest.length} more</summary>${rest.join("<br>")}</details>`;
}

function waiverSection(waivers: readonly ReportedWaiver[], cut: Section["cut"]): Section | undefined {
  return waivers.length === 0
    ? undefined
    : {
        head: [
          "",
          "### ⚠️ Waivers in use",
          "",
          "| policy | resource | covers | reason | approved by | until |",
          "|---|---|---|---|---|---|",
        ],
        rows: waivers.map(
          ({ policy, resource, covered, reason, approvers, ticket, expiry }) =>
            `| ${code(policy)} | ${code(resource)} | ${count(covered, "violation")} | ${prose(shortened(reason))} (${code(ticket)}) | ${approvers.map(text).join(", ")} | ${text(expiry)} |`,
        ),
        tail: [],
        cut,
      };
}

function resources(report: PreviewReport, options: MarkdownOptions): Section {
  const types = byType(report);
  const total = types.reduce((sum, [, number]) => sum + number, 0);
  const costs = report.cost.byClass.map(
    ({ dataClass, monthly }) => `${text(dataClass ?? "no class")} ${money(monthly)}`,
  );
  return {
    head: [
      "",
      `<details><summary>${count(total, "resource")}, and what they cost</summary>`,
      "",
      "| type | number |",
      "|---|---|",
    ],
    rows: types.map(([type, number]) => `| ${text(type)} | ${number} |`),
    tail: [
      "",
      `${costs.join(", ")} a month. Linode's prices in US dollars before tax as recorded ${text(report.cost.recorded)}, without traffic and stored objects.`,
      "",
      "</details>",
    ],
    cut: cutIn(options, "| … ", " | |"),
  };
}

function plain(head: readonly string[]): Section {
  return { head, rows: [], tail: [], cut: () => "" };
}

function cutIn(
  { whole = "the report in JSON" }: MarkdownOptions,
  before: string,
  after: string,
): Section["cut"] {
  return (rows) => `${before}<b>${count(rows, "more row")} left out here: see ${whole}.</b>${after}`;
}

/** `file:line`, linked where the files' address is known. */
function link({ file, line }: ReportedPlace, folder: string, { files }: MarkdownOptions): string {
  const shown = code(`${file}:${line}`);
  const path = folder === "" ? file : `${folder}/${file}`;
  const parts = path.split("/");
  // A path that leaves the repository would be a link to anywhere.
  return files === undefined || parts.some((part) => ["", ".", ".."].includes(part))
    ? shown
    : `<a href="${files}/${parts.map(encodeURIComponent).join("/")}#L${line}">${shown}</a>`;
}

/** One text must not take a whole comment. */
function shortened(value: string): string {
  const most = 1_500;
  return value.length <= most ? value : `${value.slice(0, most)} … (${value.length - most} characters more)`;
}
