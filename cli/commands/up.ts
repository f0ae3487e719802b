import { join, resolve } from "node:path";
import { asOfNote, dayText, readAsOf, refuseAsOfWithEngine } from "../../engine/asOf";
import { type Chosen, chooseEngine, type EngineChoice, wayOfStack } from "../../engine/choose";
import { type CloudAccess, lastSelection, readAccess } from "../../engine/localCloud/access";
import { ensureCloud } from "../../engine/localCloud/ensure";
import { readHostsView, readSelection, type Selection, selectHosts } from "../../engine/localCloud/hosts";
import { withStackLock } from "../../engine/lock";
import { openPack } from "../../engine/offline/packProcess";
import type { Preview } from "../../engine/preview";
import { loadProject, type Project, stackFile, stackFolder } from "../../engine/project";
import { readStackConfig } from "../../engine/stackConfig";
import type { AwaitedHosts } from "../hosts/awaitHosts";
import type { Common } from "../options";
import { Progress, painter } from "../terminal";

export interface UpOptions extends Partial<Common> {
  readonly stack: string;
  readonly engine: EngineChoice;
  /** Which instances are real hosts; none given: as before. */
  readonly hosts?: string;
  readonly policyPack: string;
  readonly open?: boolean;
  /** `YYYY-MM-DD`; offline only. */
  readonly asOf?: string;
}

/** What an `up` did, for scripts. */
interface UpReport {
  readonly way: "offline" | "engine";
  readonly stack: string;
  /** The day for which it was judged, where `--as-of` named one. */
  readonly asOf?: string;
  readonly compliant: boolean;
  readonly made: number;
  readonly changed: number;
  readonly total: number;
  /** Runs of the engine that the update took: more than one where something failed that passed. */
  readonly runs?: number;
  readonly url: string;
  /** Where instances are real hosts. */
  readonly hosts?: AwaitedHosts;
}

const isDone = ({ compliant, hosts }: UpReport): boolean =>
  compliant && (hosts === undefined || hosts.others.length === 0);

/** `bastide up`: 0 done, 1 violations, failed work, or hosts that are not themselves in time. */
export async function up(options: UpOptions): Promise<number> {
  const json = options.json === true;
  const asOf = readAsOf(options.asOf);
  const project = loadProject(process.cwd());
  stackFile(project, options.stack);
  const { hosts } = options;
  const selection = hosts === undefined ? undefined : readSelection(hosts, project, options.stack);
  const folder = stackFolder(project, options.stack);
  const choice = chooseEngine(wayOfStack(folder, options.engine), project);
  if (choice.way === "engine") {
    refuseAsOfWithEngine(asOf);
  }
  const progress = new Progress(json);
  progress.note(
    `Bringing up ${options.stack} on a local cloud, ${choice.way === "engine" ? "through " : ""}${choice.because}.`,
  );
  if (asOf !== undefined) {
    progress.note(asOfNote(asOf));
  }
  try {
    const report = await withStackLock(folder, "up", async (): Promise<UpReport> => {
      const done = await run(choice, project, folder, { ...options, selection }, asOf, progress);
      const awaited = done.compliant ? await waitForHosts(project, folder, options, progress) : undefined;
      return awaited === undefined ? done : { ...done, hosts: awaited };
    });
    progress.done();
    if (json) {
      const judged = asOf === undefined ? report : { ...report, asOf: dayText(asOf) };
      process.stdout.write(`${JSON.stringify(judged, null, 2)}\n`);
      return isDone(report) ? 0 : 1;
    }
    if (!report.compliant) {
      return 1;
    }
    const paint = painter(process.stdout);
    const done =
      report.made + report.changed === 0 ? "Nothing to do" : `${report.made} made, ${report.changed} changed`;
    process.stdout.write(
      `${paint("green", `${done}: ${report.total} resources are up`)} at ${report.url}.\n\n`,
    );
    const { showStatus } = require("./status") as typeof import("./status");
    const html = join(folder, "status.html");
    process.stdout.write(report.hosts === undefined ? "" : toldOf(report.hosts));
    const code = await showStatus(project, options.stack, options.open === true ? html : undefined);
    return isDone(report) ? code : 1;
  } finally {
    progress.done();
  }
}

interface Wanted extends UpOptions {
  /** What `hosts` says. */
  readonly selection: Selection | undefined;
}

async function run(
  choice: Chosen,
  project: Project,
  folder: string,
  options: Wanted,
  asOf: Date | undefined,
  progress: Progress,
): Promise<UpReport> {
  const { stack, selection } = options;
  const onPhase = (phase: string): void => progress.phase(phase);
  const onNote = (note: string): void => progress.note(note);
  const onCloud = async (cloud: CloudAccess): Promise<void> => {
    if (selection !== undefined) {
      await selectHosts(cloud, selection, onPhase);
    }
  };
  const packFolder = resolve(project.root, options.policyPack);
  if (choice.way === "engine") {
    const { upWithEngine } = require("../../engine/pulumi/up") as typeof import("../../engine/pulumi/up");
    const { engine } = choice;
    const given = { project, stack, folder, packFolder, engine, onCloud, onPhase, onNote };
    const result = await upWithEngine(given);
    if (!result.preview.verdict.compliant) {
      refuse(options, progress, result.preview, project);
    }
    const { made, changed, total, runs, url } = result;
    const { compliant } = result.preview.verdict;
    return { way: "engine", stack, compliant, made, changed, total, runs, url };
  }
  const config = readStackConfig(project, stack);
  const pack = openPack(packFolder, { project: project.name, stack, values: config.values, asOf });
  const { previewOffline } =
    require("../../engine/offline/preview") as typeof import("../../engine/offline/preview");
  const preview = await previewOffline({ project, stack, config, pack, asOf, onPhase });
  if (!preview.verdict.compliant) {
    refuse(options, progress, preview, project);
    return { way: "offline", stack, compliant: false, made: 0, changed: 0, total: 0, url: "" };
  }
  onPhase("Starting the local cloud");
  const cloud = await ensureCloud({ folder });
  await onCloud(cloud);
  const { ownTypes } = require("../../engine/own") as typeof import("../../engine/own");
  const { upOffline } = require("../../engine/offline/up") as typeof import("../../engine/offline/up");
  const own = ownTypes(project, cloud);
  const { made, total } = await upOffline({ project, stack, folder, preview, cloud, own, onPhase });
  return { way: "offline", stack, compliant: true, made, changed: 0, total, url: cloud.url };
}

/** Waits for the stack's hosts, where instances are any; undefined where none are. */
async function waitForHosts(
  project: Project,
  folder: string,
  { stack }: UpOptions,
  progress: Progress,
): Promise<AwaitedHosts | undefined> {
  const cloud = readAccess(folder);
  if (cloud === undefined || lastSelection(folder) === "none") {
    return undefined;
  }
  const { awaitHosts } = require("../hosts/awaitHosts") as typeof import("../hosts/awaitHosts");
  const { tooMany } = require("../hosts/room") as typeof import("../hosts/room");
  const { statesReader } = require("./status") as typeof import("./status");
  let isTold = false;
  return awaitHosts({
    view: async () => {
      const view = await readHostsView(cloud);
      const warning = isTold ? undefined : tooMany(view.hosts.length);
      if (warning !== undefined) {
        isTold = true;
        progress.note(warning);
      }
      return view;
    },
    read: await statesReader(project, stack),
    onPhase: (phase) => progress.phase(phase),
  });
}

/** One line on the hosts that were waited for, and one for each that is not itself. */
function toldOf({ total, converged, others, seconds }: AwaitedHosts): string {
  if (others.length === 0) return `All ${total} hosts are themselves, after ${seconds} s.\n\n`;
  const lines = others.map(({ name, last }) => `  ${name}: ${last}`);
  return [
    `${converged.length} of ${total} hosts are themselves after ${seconds} s. The others:`,
    ...lines,
    "They go on trying: `bastide status` shows how far they are, and the same command waits again.",
    "",
    "",
  ].join("\n");
}

/** Nothing is created without the pack's consent; the report says what it found. */
function refuse(options: UpOptions, progress: Progress, preview: Preview, project: Project): void {
  progress.done();
  if (options.json !== true) {
    const { describePreview } = require("../preview/describe") as typeof import("../preview/describe");
    const { formatPreview } = require("../formats/index") as typeof import("../formats/index");
    const report = describePreview(preview, project.root, readStackConfig(project, options.stack));
    process.stdout.write(formatPreview(report, "text", process.stdout));
    process.stdout.write("Nothing was created.\n");
  }
}
