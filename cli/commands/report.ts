import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadProject } from "../../engine/project";
import { write } from "../preview/outputs";
import { Progress } from "../terminal";
import { makeReport, type PreviewOptions } from "./preview";

export interface ReportOptions extends Omit<PreviewOptions, "out" | "format" | "base" | "asOf"> {
  /** The folder for `report.json` and `report.html`. */
  readonly out?: string;
}

/**
 * `bastide report`: the compliance matrix (GO-2). 0 compliant, 1 violations; configuration errors are thrown (2), and leave
 * no report behind that would say something else.
 */
export async function report(options: ReportOptions): Promise<number> {
  const progress = new Progress(options.json === true);
  try {
    const preview = await makeReport({ ...options, out: [] }, (phase) => progress.phase(phase));
    progress.phase("Writing the report");
    const { buildEvidence } = require("../report/build") as typeof import("../report/build");
    const { commitOf } = require("../report/commit") as typeof import("../report/commit");
    const { asPage } = require("../report/page") as typeof import("../report/page");
    const { asText } = require("../report/text") as typeof import("../report/text");
    const { root } = loadProject(process.cwd());
    const evidence = buildEvidence(preview, { generated: new Date(), commit: commitOf(root) });
    const json = `${JSON.stringify(evidence, null, 2)}\n`;
    const folder =
      options.out === undefined ? join(root, "evidence", "report", options.stack) : resolve(options.out);
    const page = asPage(evidence, createHash("sha256").update(json).digest("hex"));
    mkdirSync(folder, { recursive: true });
    write(join(folder, "report.json"), json);
    write(join(folder, "report.html"), page);
    progress.done();
    process.stdout.write(options.json === true ? json : asText(evidence, process.stdout));
    process.stderr.write(`Wrote ${join(folder, "report.html")} and report.json beside it.\n`);
    return evidence.compliant ? 0 : 1;
  } finally {
    progress.done();
  }
}
