import { resolve } from "node:path";
import { readAsOf, refuseAsOfWithEngine } from "../../engine/asOf";
import { type Chosen, chooseEngine, type EngineChoice } from "../../engine/choose";
import { openPack } from "../../engine/offline/packProcess";
import { type GivenPackConfig, readPackConfig } from "../../engine/packConfig";
import type { Preview } from "../../engine/preview";
import { loadProject, type Project } from "../../engine/project";
import { readStackConfig, type StackConfig } from "../../engine/stackConfig";
import { errorAsJson } from "../failure";
import type { Format } from "../formats/index";
import type { Common } from "../options";
import { type Output, outputsOf, removeEarlier, write } from "../preview/outputs";
import type { PreviewReport } from "../preview/schema";
import { Progress } from "../terminal";

export interface PreviewOptions extends Partial<Common> {
  readonly stack: string;
  readonly format?: Format;
  readonly out: readonly string[];
  readonly base?: string;
  readonly engine: EngineChoice;
  readonly policyPack: string;
  /** The file of the pack's settings. */
  readonly policyPackConfig?: string;
  /** `YYYY-MM-DD`; offline only. */
  readonly asOf?: string;
}

/** `bastide preview`: 0 compliant, 1 violations. Configuration errors are thrown (2), and written where JSON was asked for. */
export async function preview(options: PreviewOptions): Promise<number> {
  const outputs = outputsOf(options.out, options.json === true ? "json" : options.format);
  const progress = new Progress(outputs.some(({ format, file }) => file === undefined && format !== "text"));
  try {
    removeEarlier(outputs, options.base);
    // Network paths take a tenth of the whole; they are worked out for who can see them.
    const paths = options.base !== undefined || outputs.some(({ format }) => format === "json");
    const report = await makeReport({ ...options, paths }, (phase) => progress.phase(phase));
    progress.done();
    writeAll(outputs, report);
    return report.compliant ? 0 : 1;
  } catch (error) {
    for (const { format, file } of outputs) {
      if (format === "json" && file !== undefined) {
        write(file, `${JSON.stringify({ error: errorAsJson(error) }, null, 2)}\n`);
      }
    }
    throw error;
  } finally {
    progress.done();
  }
}

/** Runs the program, asks the pack, and describes what came of it, redacted. */
export async function makeReport(
  options: PreviewOptions & { readonly paths?: boolean },
  onPhase: (phase: string) => void,
): Promise<PreviewReport> {
  const asOf = readAsOf(options.asOf);
  const project = loadProject(process.cwd());
  const packConfig =
    options.policyPackConfig === undefined ? undefined : readPackConfig(options.policyPackConfig);
  const config = readStackConfig(project, options.stack);
  const packFolder = resolve(project.root, options.policyPack);
  const choice = chooseEngine(options.engine === "auto" ? "offline" : options.engine, project);
  const { stack } = options;
  const result = await run(choice, { project, stack, config, packFolder, packConfig, asOf, onPhase });
  const { describePreview } = require("../preview/describe") as typeof import("../preview/describe");
  const report = describePreview(result, project.root, config, options.paths);
  if (options.base === undefined) {
    return report;
  }
  onPhase("Comparing with the base");
  const { compareWith } = require("../preview/base") as typeof import("../preview/base");
  return compareWith(options.base, report, project);
}

interface Run {
  readonly project: Project;
  readonly stack: string;
  readonly config: StackConfig;
  readonly packFolder: string;
  readonly packConfig: GivenPackConfig | undefined;
  readonly asOf: Date | undefined;
  readonly onPhase: (phase: string) => void;
}

async function run(choice: Chosen, options: Run): Promise<Preview> {
  const { project, stack, config, asOf } = options;
  if (choice.way === "offline") {
    const pack = openPack(options.packFolder, {
      project: project.name,
      stack,
      values: config.values,
      asOf,
    });
    const { previewOffline } =
      require("../../engine/offline/preview") as typeof import("../../engine/offline/preview");
    return previewOffline({ ...options, pack });
  }
  refuseAsOfWithEngine(asOf);
  const { previewWithEngine } =
    require("../../engine/pulumi/preview") as typeof import("../../engine/pulumi/preview");
  const result = await previewWithEngine({ ...options, engine: choice.engine });
  const { withSources } =
    require("../../engine/previewSources") as typeof import("../../engine/previewSources");
  return withSources(result, project, config);
}

function writeAll(outputs: readonly Output[], report: PreviewReport): void {
  const { formatPreview } = require("../formats/index") as typeof import("../formats/index");
  for (const { format, file } of outputs) {
    if (file === undefined) {
      process.stdout.write(formatPreview(report, format, process.stdout));
    } else {
      write(file, formatPreview(report, format, {}));
      process.stderr.write(`Wrote ${file}: ${report.compliant ? "compliant" : "not compliant"}.\n`);
    }
  }
}
