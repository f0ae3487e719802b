import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { UserError } from "../../engine/errors";
import { type CloudAccess, isHealthy, readAccess, readCloudProcess } from "../../engine/localCloud/access";
import { activeRegions, readOutputs } from "../../engine/outputs";
import { loadProject, type Project, stackFolder } from "../../engine/project";
import type { Common } from "../main";
import { hasColour } from "../terminal";

export interface StatusOptions extends Partial<Common> {
  readonly stack: string;
  readonly html?: string;
}

/** `bastide status`: what the stack's local cloud holds. */
export async function status(options: StatusOptions): Promise<number> {
  const project = loadProject(process.cwd());
  if (options.json !== true) {
    return showStatus(project, options.stack, options.html);
  }
  const view = await read(project, options.stack);
  if (options.html !== undefined) {
    writeHtml(view, options.html);
  }
  process.stdout.write(`${JSON.stringify(view, null, 2)}\n`);
  return 0;
}

/** Prints the stack, and writes its picture where a file is named. */
export async function showStatus(project: Project, stack: string, html?: string): Promise<number> {
  const view = await read(project, stack);
  const { renderText } = require("../show/renderText") as typeof import("../show/renderText");
  process.stdout.write(
    renderText(view, { colour: hasColour(process.stdout), width: process.stdout.columns ?? 100 }),
  );
  if (html !== undefined) {
    writeHtml(view, html);
    process.stdout.write(`\nA picture of it is in ${relative(process.cwd(), html) || html}.\n`);
  }
  return 0;
}

type View = Awaited<ReturnType<typeof read>>;

async function read(project: Project, stack: string) {
  const access = await runningCloud(project, stack);
  const { readStack } = require("../show/readStack") as typeof import("../show/readStack");
  return readStack(
    { url: access.url, token: access.token },
    { stack, local: true, activeRegions: activeRegions(readOutputs(stackFolder(project, stack))) },
  );
}

async function runningCloud(project: Project, stack: string): Promise<CloudAccess> {
  const folder = stackFolder(project, stack);
  const access = readAccess(folder);
  if (access !== undefined && (await isHealthy(access))) {
    return access;
  }
  const stale =
    readCloudProcess(folder) === undefined ? "No local cloud runs" : "The local cloud is not running";
  throw new UserError(
    `${stale} for stack ${stack}.`,
    `Run \`bastide up --stack ${stack}\` to bring it up.`,
    1,
  );
}

function writeHtml(view: View, file: string): void {
  const { renderHtml } = require("../show/renderHtml") as typeof import("../show/renderHtml");
  try {
    writeFileSync(file, renderHtml(view));
  } catch (error) {
    throw new UserError(
      `${file} can't be written: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
