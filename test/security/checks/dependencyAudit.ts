import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Check, Context, Finding, Result } from "../check";
import { npm } from "../npm";

const severities = ["info", "low", "moderate", "high", "critical"] as const;
type Severity = (typeof severities)[number];

/** From which severity on an advisory is a finding: what is shipped is judged more strictly than the tools around it. */
const thresholds = { runtime: "moderate", development: "high" } as const satisfies Record<string, Severity>;

const advisory = z.object({
  source: z.union([z.number(), z.string()]),
  name: z.string(),
  title: z.string(),
  url: z.string(),
  severity: z.enum(severities),
  range: z.string(),
});
const report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisory])) })),
});
type Advisory = z.infer<typeof advisory>;

/** Asks the registry which locked versions have known vulnerabilities (`npm audit`). */
export const dependencyAudit: Check = {
  name: "dependency-audit",
  purpose: "known vulnerabilities in dependencies",
  async run(context) {
    const runtime = await audit(context, "runtime", "--omit=dev");
    const all = typeof runtime === "string" ? runtime : await audit(context, "development");
    if (typeof runtime === "string" || typeof all === "string") return refused(String(all));
    const shipped = new Set(runtime.map(idOf));
    const findings = [
      ...runtime.filter((each) => atLeast(each, thresholds.runtime)).map((each) => finding(each, "shipped")),
      ...all
        .filter((each) => !shipped.has(idOf(each)) && atLeast(each, thresholds.development))
        .map((each) => finding(each, "for development")),
    ];
    return { findings, examined: `advisories: ${all.length} known, ${findings.length} above the thresholds` };
  },
};

/** The advisories that npm reports, or why the registry gave no answer. */
async function audit(
  { root, reports }: Context,
  part: string,
  ...args: readonly string[]
): Promise<Advisory[] | string> {
  const { stdout, stderr } = await npm(root, 120, "audit", "--json", "--audit-level=none", ...args);
  const parsed = report.safeParse(json(stdout));
  if (!parsed.success) return whyNot(stdout, stderr);
  writeFileSync(join(reports, `audit-${part}.json`), stdout);
  const advisories = Object.values(parsed.data.vulnerabilities).flatMap(({ via }) => via);
  return advisories.filter((each): each is Advisory => typeof each !== "string");
}

/** The registry's answer in a few words, without its address. */
function whyNot(stdout: string, stderr: string): string {
  const status = /\b([45]\d\d [A-Z][A-Za-z ]+)/.exec(`${stdout}\n${stderr}`)?.[1];
  return status ?? /\b(E[A-Z]{4,}|timed out)\b/.exec(`${stdout}\n${stderr}`)?.[1] ?? "no report";
}

function refused(answer: string): Result {
  return {
    findings: [],
    examined: "nothing",
    skipped: `the registry does not answer audits (${answer.trim()})`,
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function idOf({ source, name }: Advisory): string {
  return `${source} ${name}`;
}

function atLeast({ severity }: Advisory, threshold: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(threshold);
}

function finding({ url, source, name, title, severity, range }: Advisory, use: string): Finding {
  return {
    rule: url.split("/").at(-1) || String(source),
    where: name,
    message: `${name} ${range} (${use}) has a ${severity} vulnerability: ${title}.`,
    fix: `Update it (\`npm update ${name}\`), or have an exception reviewed if it cannot be reached from our code.`,
  };
}
