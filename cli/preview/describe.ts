import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { asOfNote, dayText } from "../../engine/asOf";
import type { EvaluatedResource } from "../../engine/offline/resource";
import { rootStackType } from "../../engine/offline/urn";
import { hasSecret, redact, type Wire } from "../../engine/offline/wire";
import type { Preview } from "../../engine/preview";
import type { StackConfig } from "../../engine/stackConfig";
import type { Verdict, Violation } from "../../engine/verdict";
import { type Belonging, belongings } from "./belonging";
import { costOf } from "./costs";
import { pathsOf } from "./paths";
import {
  type PreviewReport,
  type ReportedPlace,
  type ReportedResource,
  type ReportedViolation,
  reportVersion,
} from "./schema";

/** What a report says about a stack's configuration file: the lines of its keys. */
export type Lines = Pick<StackConfig, "lineOf">;

/**
 * Turns a preview into the data that all its formats are written from. From here on nothing is secret.
 *
 * @param root The project's folder.
 * @param paths Whether network paths are worked out.
 */
export function describePreview(preview: Preview, root: string, lines: Lines, paths = false): PreviewReport {
  const { verdict } = preview;
  const belonging = belongings(preview.resources);
  const known = new Map(preview.resources.map((resource) => [resource.urn, resource]));
  const stack = preview.resources.find(({ type }) => type === rootStackType)?.urn ?? "";
  const resources = describeResources(preview.resources, belonging);
  return {
    version: reportVersion,
    way: preview.way,
    project: preview.project,
    stack: preview.stack,
    file: preview.file,
    folder: folderInRepository(root),
    ...(preview.asOf === undefined ? {} : { asOf: dayText(preview.asOf) }),
    compliant: verdict.compliant,
    policyPack: { name: verdict.pack.name, version: verdict.pack.version },
    judged: verdict.judged,
    policies: verdict.policies.map(({ defaults: _, settings: __, ...policy }) => policy),
    violations: inOrder(verdict).map((violation) =>
      describeViolation(violation.urn === "" ? { ...violation, urn: stack } : violation, {
        resource: known.get(violation.urn),
        dataClass: belonging.get(violation.urn)?.dataClass ?? null,
        project: preview.project,
        file: preview.file,
        lines,
      }),
    ),
    passed: [...verdict.passed].sort(),
    waivers: verdict.waivers.map((waiver) => ({ ...waiver, approvers: [...waiver.approvers] })),
    resources,
    paths: paths ? (pathsOf(preview.resources) ?? null) : null,
    cost: costOf(resources),
    comparison: null,
    notes: [...(preview.asOf === undefined ? [] : [asOfNote(preview.asOf)]), ...preview.notes],
  };
}

/** Resources as a report shows them, redacted. */
export function describeResources(
  resources: readonly EvaluatedResource[],
  belonging = belongings(resources),
): ReportedResource[] {
  return [...resources].sort(byUrn).map((resource) => ({
    urn: resource.urn,
    type: resource.type,
    name: resource.name,
    custom: resource.custom,
    parent: resource.parent,
    protect: resource.options.protect,
    dataClass: belonging.get(resource.urn)?.dataClass ?? null,
    region: belonging.get(resource.urn)?.region ?? null,
    source: placeOf(resource),
    inputs: inputsOf(resource),
    dependencies: [...new Set(resource.dependencies)].sort(),
  }));
}

/**
 * A property with a secret anywhere in it is hidden whole, as the engine does it. Providers' inputs are where the API is, which is
 * another one in each way of running.
 */
function inputsOf({ type, inputs }: EvaluatedResource): ReportedResource["inputs"] {
  if (type.startsWith("pulumi:providers:")) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [key, hasSecret(value) ? "[secret]" : plain(value)]),
  );
}

function plain(value: Wire): ReportedResource["inputs"][string] {
  return JSON.parse(JSON.stringify(redact(value)));
}

/** Each way of running finds things in an order of its own; a report has the pack's, then that of names. */
function inOrder({ violations, policies }: Verdict): Violation[] {
  const place = new Map(policies.map(({ name }, index) => [name, index]));
  const rank = ({ policy }: Violation): number => place.get(policy) ?? policies.length;
  return [...violations].sort(
    (a, b) =>
      rank(a) - rank(b) || compare(a.policy, b.policy) || byUrn(a, b) || compare(a.message, b.message),
  );
}

function byUrn(a: { readonly urn: string }, b: { readonly urn: string }): number {
  return compare(a.urn, b.urn);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Context {
  readonly resource: EvaluatedResource | undefined;
  readonly dataClass: Belonging["dataClass"];
  readonly project: string;
  readonly file: string;
  readonly lines: Lines;
}

function describeViolation(violation: Violation, context: Context): ReportedViolation {
  const { policy, level, severity, urn, message, couldNotRun, fails } = violation;
  return {
    policy,
    level,
    severity,
    urn,
    message,
    couldNotRun,
    fails,
    source: context.resource === undefined ? null : placeOf(context.resource),
    configuration: configurationOf(message, context),
  };
}

function placeOf({ source }: EvaluatedResource): ReportedPlace | null {
  return source === undefined ? null : { file: source.file, line: source.line };
}

/** The line of the resource's class, else of the key that the message names; null where the file has neither. */
function configurationOf(
  message: string,
  { dataClass, project, file, lines }: Context,
): ReportedPlace | null {
  const nowhere = lines.lineOf(`${project}:?`);
  const named = new RegExp(`\\b${project.replace(/\W/g, "\\$&")}:[A-Za-z][\\w.[\\]"-]*[\\w\\]]`).exec(
    message,
  )?.[0];
  const keys = [dataClass === null ? undefined : `${project}:classes.${dataClass}`, named];
  for (const key of keys) {
    const line = key === undefined ? undefined : lines.lineOf(key);
    if (line !== undefined && line !== nowhere) {
      return { file, line };
    }
  }
  return null;
}

/** Where the project lies in its repository, with `/` between folders; empty for its top and outside of one. */
function folderInRepository(root: string): string {
  for (let folder = root; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) {
      return relative(folder, root).split(sep).join("/");
    }
  }
  return "";
}
