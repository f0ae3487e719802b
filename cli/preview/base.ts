import { existsSync, readFileSync, statSync } from "node:fs";
import { readAsOf } from "../../engine/asOf";
import { BaseUnavailable, evaluateAt } from "../../engine/previewBase";
import type { Project } from "../../engine/project";
import { belongings } from "./belonging";
import { changesBetween } from "./changes";
import { costOf } from "./costs";
import { describeResources } from "./describe";
import { pathsOf } from "./paths";
import {
  type Comparison,
  type PreviewReport,
  previewReport,
  type ReportedPath,
  type ReportedResource,
} from "./schema";

/** What a report is compared with. */
interface Before {
  readonly name: string;
  readonly resources: readonly ReportedResource[];
  /** null where they were not worked out. */
  readonly paths: readonly ReportedPath[] | null;
}

/** A report larger than this was not made by this command. Bytes. */
const largest = 100 * 1024 * 1024;

/**
 * Adds the comparison with a base: a report that was made earlier with `--format json`, or a git ref, which is evaluated. Where it
 * can't be had, a note says why, and the report is as good as without.
 */
export async function compareWith(
  base: string,
  report: PreviewReport,
  project: Project,
): Promise<PreviewReport> {
  try {
    const before = existsSync(base)
      ? readBase(base, report.stack)
      : await evaluateBase(base, project, report);
    return { ...report, comparison: compare(before, report) };
  } catch (error) {
    if (error instanceof BaseUnavailable) {
      return { ...report, notes: [...report.notes, error.message] };
    }
    throw error;
  }
}

function readBase(file: string, stack: string): Before {
  const report = readReport(file);
  if (report.stack !== stack) {
    throw new BaseUnavailable(`Not compared with ${file}: it is a report of stack ${report.stack}.`);
  }
  return { name: file, ...report };
}

function readReport(file: string): PreviewReport {
  const refuse = (why: string) =>
    new BaseUnavailable(`Not compared with ${file}: ${why}. Make it anew with \`--format json\`.`);
  if (!statSync(file).isFile() || statSync(file).size > largest) {
    throw refuse("it is no report");
  }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw refuse("it is not JSON");
  }
  const read = previewReport.safeParse(content);
  if (!read.success) {
    throw refuse("it is no report of this version of the command");
  }
  return read.data;
}

async function evaluateBase(
  ref: string,
  project: Project,
  { stack, asOf }: Pick<PreviewReport, "stack" | "asOf">,
): Promise<Before> {
  const base = await evaluateAt(ref, project, stack, readAsOf(asOf));
  return {
    name: base.name,
    resources: describeResources(base.resources, belongings(base.resources)),
    paths: pathsOf(base.resources) ?? null,
  };
}

/** What is different now. */
function compare(before: Before, report: PreviewReport): Comparison {
  const cost = { before: costOf(before.resources).monthly, after: report.cost.monthly };
  return {
    base: before.name,
    changes: changesBetween(before.resources, report.resources),
    paths:
      before.paths === null || report.paths === null
        ? null
        : { added: missingIn(before.paths, report.paths), lost: missingIn(report.paths, before.paths) },
    cost: { ...cost, difference: Math.round((cost.after - cost.before) * 100) / 100 },
  };
}

function missingIn(paths: readonly ReportedPath[], others: readonly ReportedPath[]): ReportedPath[] {
  const known = new Set(paths.map(({ key }) => key));
  return others.filter(({ key }) => !known.has(key));
}
