import { pathParts } from "../pathParts";
import type { Target } from "../target";
import { type FaultRule, isSituation } from "./rule";

/** A request, as far as rules look at it. */
export interface Occasion {
  method: string;
  /** Without the version. */
  path: string;
  /** Worked out only when a rule asks. */
  target(): Target;
}

/** A job that starts, as far as rules look at it. */
export interface JobOccasion {
  action: string;
  kind: string;
  id: string;
  regions(): ReadonlySet<string>;
}

/** Whether a rule is about this request. */
export function matchesRequest(rule: FaultRule, { method, path, target }: Occasion): boolean {
  const situation = rule.effect.find(isSituation);
  if (situation === "api-out") return true;
  if (situation === "region-out") return target().regions.has(rule.region ?? "");
  if (rule.action !== undefined) return false;
  if (rule.method !== undefined && !rule.method.some((one) => one === method)) return false;
  if (rule.path !== undefined && !matchesPath(rule.path, path)) return false;
  if (rule.kind !== undefined && !rule.kind.includes(target().kind ?? "")) return false;
  if (rule.id !== undefined && rule.id !== target().id) return false;
  return rule.region === undefined || target().regions.has(rule.region);
}

/** Whether a rule is about this job. */
export function matchesJob(rule: FaultRule, job: JobOccasion): boolean {
  if (rule.effect.some(isSituation)) return false;
  if (rule.method !== undefined || rule.path !== undefined) return false;
  if (rule.action !== undefined && !matchesText(rule.action, job.action)) return false;
  if (rule.kind !== undefined && !rule.kind.includes(job.kind)) return false;
  if (rule.id !== undefined && rule.id !== job.id) return false;
  return rule.region === undefined || job.regions().has(rule.region);
}

/** `*` stands for one part of the path, `**` at the end for any number of them, none included. */
export function matchesPath(pattern: string, path: string): boolean {
  const wanted = parts(pattern);
  const given = parts(path);
  if (wanted.at(-1) === "**") {
    wanted.pop();
    if (given.length < wanted.length) return false;
    given.length = wanted.length;
  }
  return (
    wanted.length === given.length && wanted.every((part, index) => matchesText(part, given[index] ?? ""))
  );
}

function parts(path: string): string[] {
  return pathParts(path.replace(/^\/v4(beta)?(?=\/)/, ""));
}

/** `*` stands for any characters. */
export function matchesText(pattern: string, text: string): boolean {
  const pieces = pattern.split("*");
  const [first = "", ...rest] = pieces;
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? "";
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length >= at + last.length && text.endsWith(last);
}
