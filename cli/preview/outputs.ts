import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { UserError } from "../../engine/errors";
import { type Format, formats } from "../formats/index";

/** A report that is to be written. */
export interface Output {
  readonly format: Format;
  /** undefined: standard output. */
  readonly file: string | undefined;
}

const byEnding: Readonly<Record<string, Format>> = {
  ".json": "json",
  ".sarif": "sarif",
  ".xml": "junit",
  ".md": "markdown",
  ".txt": "text",
};

/**
 * What `--format` and the `--out`s ask for. An `--out` says its format itself (`sarif=report.json`), or has that of `--format`
 * where it is the only one, or that of its file's ending. Without `--out`, and for `-`, the report goes to standard output.
 *
 * @throws UserError where a file's form can't be told, or it has no name
 */
export function outputsOf(outs: readonly string[], format: Format | undefined): Output[] {
  if (outs.length === 0) {
    return [{ format: format ?? "text", file: undefined }];
  }
  return outs.map((out) => {
    const said = formats.find((name) => out.startsWith(`${name}=`));
    const file = said === undefined ? out : out.slice(said.length + 1);
    if (file === "") {
      throw new UserError(`--out ${out} names no file.`, "Write it as FILE or FORMAT=FILE.");
    }
    const only = outs.length === 1 ? format : undefined;
    const byName = file === "-" ? (format ?? "text") : (byEnding[extname(file).toLowerCase()] ?? format);
    const chosen = said ?? only ?? byName;
    if (chosen === undefined) {
      throw new UserError(
        `--out ${out} does not say which form the report is to have.`,
        `Write FORMAT=${file} with one of ${formats.join(", ")}, or end the name with one of ${Object.keys(byEnding).join(", ")}.`,
      );
    }
    return { format: chosen, file: file === "-" ? undefined : file };
  });
}

/**
 * Removes what an earlier run wrote, so that nobody takes its verdict for that of a run that failed before its own. The base that
 * a preview is compared with stays.
 */
export function removeEarlier(outputs: readonly Output[], base: string | undefined): void {
  for (const { file } of outputs) {
    if (file !== undefined && (base === undefined || resolve(file) !== resolve(base)))
      rmSync(file, { force: true });
  }
}

/** Writes a report, and makes the folders above it; throws a `UserError` where that can't be done. */
export function write(file: string, report: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, report);
  } catch (error) {
    throw new UserError(`${file} can't be written: ${error instanceof Error ? error.message : error}.`);
  }
}
