import { InvalidConfiguration, ProgramFailure, UserError } from "../engine/errors";
import { painter } from "./terminal";

/** How a command reports an error: text for people on standard error, or JSON for scripts on standard output. */
export interface ReportOptions {
  readonly json: boolean;
  /** Shows stack traces. */
  readonly verbose: boolean;
}

/** Prints an error and returns the exit code. A stack trace is shown only when asked for. */
export function reportFailure(error: unknown, options: ReportOptions): 1 | 2 {
  const code = error instanceof UserError ? error.exitCode : 2;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ error: errorAsJson(error) }, null, 2)}\n`);
  } else {
    process.stderr.write(`${asText(error)}\n`);
  }
  if (options.verbose) {
    for (const detail of detailsOf(error)) {
      process.stderr.write(`${detail}\n`);
    }
  }
  return code;
}

function asText(error: unknown): string {
  const paint = painter(process.stderr);
  const head = `${paint("red", "error:")} ${messageOf(error)}`;
  if (error instanceof InvalidConfiguration) {
    const problems = error.problems.map((problem) => {
      const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
      return `\n  ${paint("bold", place)}  ${problem.key}\n    ${problem.message}\n    ${paint("dim", problem.fix)}`;
    });
    return [head, ...problems].join("\n");
  }
  if (error instanceof UserError) {
    return error.fix === "" ? head : `${head}\n  ${error.fix}`;
  }
  return `${head}\n  This is a fault of the command itself. Run it again with --verbose and report what it prints.`;
}

/** An error for scripts. */
export function errorAsJson(error: unknown): Record<string, unknown> {
  const message = messageOf(error);
  if (error instanceof InvalidConfiguration) {
    return { kind: "configuration", message, problems: error.problems };
  }
  return error instanceof UserError
    ? { kind: error.exitCode === 1 ? "failure" : "usage", message, fix: error.fix }
    : { kind: "fault", message, fix: "Run the command again with --verbose and report what it prints." };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function detailsOf(error: unknown): readonly string[] {
  if (error instanceof ProgramFailure) {
    return error.details;
  }
  return error instanceof Error && error.stack !== undefined ? [error.stack] : [];
}
