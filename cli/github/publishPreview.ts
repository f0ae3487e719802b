import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asMarkdown, failureAsMarkdown, type MarkdownOptions } from "../formats/markdown";
import { asSarif } from "../formats/sarif";
import { type PreviewFailure, type PreviewReport, previewFailure, previewReport } from "../preview/schema";
import { GitHub, surroundings } from "./api";
import { changesItsJudge, keepOneComment, pullRequestOf, type WorkflowRun, workflowRun } from "./pullRequest";

/**
 * Publishes what a preview has found: one comment on its pull request, and SARIF for code scanning. It runs with rights to write, on
 * the main branch's code. The report comes from a pull request, a fork's perhaps, and is no more than data: it is read by its schema,
 * and what is published is written from it here.
 */

const marker = "<!-- bastide-preview -->";
/** Bytes. */
const largest = 100 * 1024 * 1024;

/** Where the SARIF for code scanning is, and what it is about. */
export interface Published {
  readonly sarif: string;
  readonly ref: string;
  readonly sha: string;
}

/**
 * @param folder Holds `report.json`, where the preview got so far; gets `report.sarif`.
 * @returns What code scanning is to be given, where there is something.
 */
export async function publishPreview(
  folder: string,
  event: unknown,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly said: string; readonly published?: Published }> {
  const run = workflowRun.parse(event).workflow_run;
  const report = readReport(join(folder, "report.json"));
  if (run.event === "push") {
    const published = scanned(folder, report, run, `refs/heads/${run.head_branch}`);
    return { said: "A push: no comment.", ...(published && { published }) };
  }
  const at = surroundings(environment);
  const github = new GitHub(at);
  const number = await pullRequestOf(run, github);
  if (number === undefined) {
    return { said: `No open pull request has ${run.head_sha} as its newest commit: nothing to say.` };
  }
  const options = optionsFor(run, environment, at.repository, await changesItsJudge(number, github));
  const done = await keepOneComment(number, { marker, body: bodyOf(report, options, run) }, github);
  const published = scanned(folder, report, run, `refs/pull/${number}/head`);
  return { said: `Comment on #${number} ${done}.`, ...(published && { published }) };
}

type Read = { readonly report: PreviewReport } | { readonly failure: PreviewFailure } | undefined;

/** Undefined where there is none, or it is of another form. */
function readReport(file: string): Read {
  if (!existsSync(file) || !statSync(file).isFile() || statSync(file).size > largest) {
    return undefined;
  }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
  const report = previewReport.safeParse(content);
  if (report.success) {
    return { report: report.data };
  }
  const failure = previewFailure.safeParse(content);
  return failure.success ? { failure: failure.data } : undefined;
}

function optionsFor(
  run: WorkflowRun,
  environment: NodeJS.ProcessEnv,
  repository: string,
  judgeChanged: boolean,
): MarkdownOptions {
  const files = `${environment.GITHUB_SERVER_URL ?? "https://github.com"}/${run.head_repository?.full_name ?? repository}/blob/${run.head_sha}`;
  const link = `<a href="${run.html_url}">this run</a>`;
  const caution = judgeChanged
    ? " ⚠️ The pull request changes what judges it (<code>cli</code>, <code>engine</code>, <code>policy-pack</code>, <code>catalogue</code>, packages or workflows): the verdict is worth as much as that change. Review it first."
    : "";
  return {
    files,
    whole: `the artifacts of ${link}`,
    origin: `Made by ${link} from commit <code>${run.head_sha.slice(0, 7)}</code>, by the pull request's own code, without account, token or state.${caution}`,
  };
}

function bodyOf(read: Read, options: MarkdownOptions, run: WorkflowRun): string {
  if (read === undefined) {
    return `## ❌ There is no preview\n\n<a href="${run.html_url}">The run</a> ended without a report; its log says why.\n`;
  }
  return "report" in read ? asMarkdown(read.report, options) : failureAsMarkdown(read.failure, options);
}

function scanned(folder: string, read: Read, run: WorkflowRun, ref: string): Published | undefined {
  if (read === undefined || !("report" in read) || !/^refs\/[\w./-]+$/.test(ref)) {
    return undefined;
  }
  const sarif = join(folder, "report.sarif");
  writeFileSync(sarif, asSarif(read.report));
  return { sarif, ref, sha: run.head_sha };
}

async function main(): Promise<void> {
  const { GITHUB_EVENT_PATH: eventFile = "", GITHUB_OUTPUT: outputs } = process.env;
  const event: unknown = JSON.parse(readFileSync(eventFile, "utf8"));
  const { said, published } = await publishPreview(process.argv[2] ?? ".", event, process.env);
  process.stdout.write(`${said}\n`);
  if (published !== undefined && outputs !== undefined) {
    const lines = Object.entries(published).map(([name, value]) => `${name}=${value}\n`);
    appendFileSync(outputs, lines.join(""));
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  });
}
