import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "../support/projectFiles";
import type { Check, Finding, Result } from "./check";
import { billOfMaterials } from "./checks/billOfMaterials";
import { dependencyAudit } from "./checks/dependencyAudit";
import { licences } from "./checks/licences";
import { secrets } from "./checks/secrets";
import { secretsInHistory } from "./checks/secretsInHistory";
import { staticAnalysis } from "./checks/staticAnalysis";
import { covers, readExceptions, unused } from "./exceptions";

const checks: readonly Check[] = [
  staticAnalysis,
  dependencyAudit,
  secrets,
  secretsInHistory,
  billOfMaterials,
  licences,
];

const usage = `Checks the security of the project itself: ${checks.map(({ name }) => name).join(", ")}.

  npm run security -- [--json] [--only CHECK]… [--require CHECK]… [--root FOLDER]

  --json           one JSON document instead of lines
  --only CHECK     make only this check; may be repeated
  --require CHECK  count this check as failed where it has to be skipped; may be repeated
  --root FOLDER    judge another folder (default: this project)

Reports are written to .bastide/security/. Exit 0: nothing found; 1: something found; 2: wrong usage.
`;

/** What one check came to, exceptions applied. */
interface Outcome extends Result {
  check: string;
  purpose: string;
  verdict: "passed" | "failed" | "skipped";
  /** How many findings a reviewed exception covers. */
  excepted: number;
}

/** Where the command writes. */
export interface Output {
  stdout(text: string): void;
  stderr(text: string): void;
}

/** Makes the checks that the arguments ask for, and returns the exit code. */
export async function securityCommand(args: readonly string[], output: Output): Promise<number> {
  const options = readOptions(args, output);
  if (typeof options === "number") return options;
  const { root, only, required, json } = options;
  const reports = join(root, ".bastide/security");
  mkdirSync(reports, { recursive: true });
  const exceptions = readExceptions(root, new Date().toISOString().slice(0, 10));
  const used = new Set<object>();
  const outcomes: Outcome[] = [];
  const tell = (outcome: Outcome) => {
    outcomes.push(outcome);
    if (!json) output.stdout(describe(outcome));
  };
  for (const check of checks.filter(({ name }) => only.length === 0 || only.includes(name))) {
    const result = await check.run({ root, reports }).catch(broken);
    const open = result.findings.filter((finding) => {
      const covering = exceptions.valid.filter((exception) => covers(exception, check.name, finding));
      for (const exception of covering) used.add(exception);
      return covering.length === 0;
    });
    const excepted = result.findings.length - open.length;
    const idle = exceptions.valid.filter((each) => each.check === check.name && !used.has(each));
    if (result.skipped === undefined) exceptions.findings.push(...idle.map(unused));
    tell(judge(check, { ...result, findings: open }, excepted, required.includes(check.name)));
  }
  for (const each of exceptions.valid.filter(({ check }) => !checks.some(({ name }) => name === check))) {
    exceptions.findings.push(unused(each));
  }
  const reviewed = { name: "exceptions", purpose: "reviewed exceptions that still hold" };
  const examined = `${exceptions.valid.length} exceptions`;
  tell(judge(reviewed, { findings: exceptions.findings, examined }, 0, false));
  const document = `${JSON.stringify({ outcomes }, null, 2)}\n`;
  writeFileSync(join(reports, "security.json"), document);
  if (json) output.stdout(document);
  return outcomes.some(({ verdict }) => verdict === "failed") ? 1 : 0;
}

function readOptions(args: readonly string[], output: Output) {
  const list = { type: "string", multiple: true } as const;
  const flag = { type: "boolean" } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { json: flag, help: flag, only: list, require: list, root: { type: "string" } },
    });
    if (values.help) {
      output.stdout(usage);
      return 0;
    }
    const only = values.only ?? [];
    const required = values.require ?? [];
    const unknown = [...only, ...required].find((name) => !checks.some((check) => check.name === name));
    if (unknown !== undefined) throw new Error(`There is no check "${unknown}".`);
    return { json: values.json ?? false, only, required, root: resolve(values.root ?? projectRoot) };
  } catch (error) {
    output.stderr(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
}

/** A check that breaks has found something: it must never pass for a check that ran. */
function broken(error: unknown): Result {
  const message = `The check itself failed: ${error instanceof Error ? error.message : String(error)}`;
  const finding: Finding = {
    rule: "broken",
    where: "the check",
    message,
    fix: "Mend the check or its input.",
  };
  return { findings: [finding], examined: "nothing" };
}

function judge(
  check: Pick<Check, "name" | "purpose">,
  result: Result,
  excepted: number,
  required: boolean,
): Outcome {
  const missing = result.skipped !== undefined && required;
  const failed = result.findings.length > 0 || missing;
  const verdict = failed ? "failed" : result.skipped === undefined ? "passed" : "skipped";
  return { check: check.name, purpose: check.purpose, verdict, ...result, excepted };
}

/** One line for each check, and under it what was found. */
function describe({ check, purpose, verdict, examined, skipped, findings, excepted }: Outcome): string {
  const covered = excepted > 0 ? `, ${excepted} covered by reviewed exceptions` : "";
  const found = findings.length > 0 ? `${findings.length} findings; ` : "";
  const detail = skipped === undefined ? `${found}${examined}${covered}` : skipped;
  const lines = [`${verdict.padEnd(7)}  ${check.padEnd(18)}  ${purpose} (${detail})`];
  for (const { where, rule, message, fix } of findings) {
    lines.push(`  ${where}  ${rule}`, `    ${message}`, `    ${fix}`);
  }
  return `${lines.join("\n")}\n`;
}
