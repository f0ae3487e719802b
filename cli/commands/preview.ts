import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Chosen, chooseEngine, type EngineChoice } from "../../engine/choose";
import { UserError } from "../../engine/errors";
import { openPack } from "../../engine/offline/packProcess";
import type { Preview } from "../../engine/preview";
import { loadProject, type Project } from "../../engine/project";
import { readStackConfig } from "../../engine/stackConfig";
import { type Format, formatPreview } from "../formats/index";
import type { Common } from "../main";
import { Progress } from "../terminal";

export interface PreviewOptions extends Partial<Common> {
  readonly stack: string;
  readonly format: Format;
  readonly out?: string;
  readonly engine: EngineChoice;
  readonly policyPack: string;
}

/** `bastide preview`: 0 compliant, 1 violations. Configuration errors are thrown (2). */
export async function preview(options: PreviewOptions): Promise<number> {
  const format = options.json === true ? "json" : options.format;
  const progress = new Progress(format !== "text" && options.out === undefined);
  const project = loadProject(process.cwd());
  const packFolder = resolve(project.root, options.policyPack);
  const choice = chooseEngine(options.engine === "auto" ? "offline" : options.engine, project);
  try {
    const result = await run(choice, {
      project,
      stack: options.stack,
      packFolder,
      onPhase: (phase) => progress.phase(phase),
    });
    progress.done();
    const report = formatPreview(result, format, options.out === undefined ? process.stdout : {});
    if (options.out === undefined) {
      process.stdout.write(report);
    } else {
      write(options.out, report);
      process.stderr.write(
        `Wrote ${options.out}: ${result.verdict.compliant ? "compliant" : "not compliant"}.\n`,
      );
    }
    return result.verdict.compliant ? 0 : 1;
  } finally {
    progress.done();
  }
}

interface Run {
  readonly project: Project;
  readonly stack: string;
  readonly packFolder: string;
  readonly onPhase: (phase: string) => void;
}

async function run(choice: Chosen, options: Run): Promise<Preview> {
  if (choice.way === "offline") {
    const config = readStackConfig(options.project, options.stack);
    const pack = openPack(options.packFolder, {
      project: options.project.name,
      stack: options.stack,
      values: config.values,
    });
    const { previewOffline } =
      require("../../engine/offline/preview") as typeof import("../../engine/offline/preview");
    return previewOffline({ ...options, config, pack });
  }
  const { previewWithEngine } =
    require("../../engine/pulumi/preview") as typeof import("../../engine/pulumi/preview");
  return previewWithEngine({ ...options, engine: choice.engine });
}

function write(file: string, report: string): void {
  try {
    writeFileSync(file, report);
  } catch (error) {
    throw new UserError(`${file} can't be written: ${error instanceof Error ? error.message : error}.`);
  }
}
