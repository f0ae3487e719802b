import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { UserError } from "../../engine/errors";
import { loadProject, type Project, stackFolder } from "../../engine/project";
import { openMatters } from "../drill/journals";
import type { HostState } from "../hosts";
import { openView } from "../openView";
import type { Common } from "../options";
import { hasColour } from "../terminal";

export interface StatusOptions extends Partial<Common> {
  readonly stack: string;
  readonly html?: string;
}

/** `bastide status`: what the stack's local cloud holds, or the account of LINODE_TOKEN where none runs. */
export async function status(options: StatusOptions): Promise<number> {
  const project = loadProject(process.cwd());
  if (options.json !== true) {
    return showStatus(project, options.stack, options.html);
  }
  const { view, environment } = await openView(project, options.stack);
  const { hosts, problem } = await hostsOf(view, environment);
  if (options.html !== undefined) {
    writeHtml(view, hosts, options.html);
  }
  const openNow = openMatters(stackFolder(project, options.stack));
  process.stdout.write(
    `${JSON.stringify({ ...view, hosts, hostsProblem: problem, unfinished: openNow }, null, 2)}\n`,
  );
  return 0;
}

/** Prints the stack, and writes its picture where a file is named. What has not come to its end is told even where the stack can't be read. */
export async function showStatus(project: Project, stack: string, html?: string): Promise<number> {
  const tellOpen = (): void => {
    for (const text of openMatters(stackFolder(project, stack))) process.stdout.write(`\n${text}\n`);
  };
  const { view, environment } = await openView(project, stack).catch((error: unknown) => {
    tellOpen();
    throw error;
  });
  const { renderText } = require("../show/renderText") as typeof import("../show/renderText");
  const form = { colour: hasColour(process.stdout), width: process.stdout.columns ?? 100 };
  process.stdout.write(renderText(view, form));
  const { hosts, problem } = await hostsOf(view, environment);
  if (hosts.length > 0) {
    const { renderHosts } = require("../hosts") as typeof import("../hosts");
    process.stdout.write(`\n${renderHosts(hosts, { ...form, local: view.api.local })}`);
  }
  if (problem !== null) {
    process.stderr.write(`${problem}\n`);
  }
  tellOpen();
  if (html !== undefined) {
    writeHtml(view, hosts, html);
    process.stdout.write(`\nA picture of it is in ${relative(process.cwd(), html) || html}.\n`);
  }
  return 0;
}

type View = Awaited<ReturnType<typeof openView>>["view"];

function hostsOf(view: View, environment: NodeJS.ProcessEnv) {
  const { readHosts } = require("../hosts") as typeof import("../hosts");
  return readHosts(view, environment);
}

/** What tells, as often as it is asked, what hosts of the stack say of themselves; which there are is read once. */
export async function statesReader(
  project: Project,
  stack: string,
): Promise<() => Promise<readonly HostState[]>> {
  const { view, environment } = await openView(project, stack);
  return async () => {
    const { hosts, problem } = await hostsOf(view, environment);
    if (problem !== null) {
      throw new UserError(problem, "", 1);
    }
    return hosts;
  };
}

function writeHtml(view: View, hosts: readonly HostState[], file: string): void {
  const { renderHtml } = require("../show/renderHtml") as typeof import("../show/renderHtml");
  const { withHosts } = require("../hosts") as typeof import("../hosts");
  try {
    writeFileSync(file, renderHtml(withHosts(view, hosts)));
  } catch (error) {
    throw new UserError(
      `${file} can't be written: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
