import { RunError } from "@pulumi/pulumi";

/** One thing that is wrong in the stack's configuration. */
export interface Problem {
  /** Where: the path in the stack's file, for example `bastide:classes.account.dataNodes.type`. */
  readonly key: string;
  /** What is wrong, as a full sentence. */
  readonly message: string;
  /** How to mend it, as a full sentence. */
  readonly fix: string;
}

/**
 * All that is wrong with the configuration, at once. The engine prints a `RunError` without a stack trace; the command reads
 * `problems` and adds the line in the stack's file.
 */
export class ConfigurationError extends RunError {
  override readonly name = "ConfigurationError";

  constructor(readonly problems: readonly Problem[]) {
    super(
      [
        `The configuration has ${problems.length === 1 ? "one problem" : `${problems.length} problems`}; nothing was created.`,
        ...problems.map((p) => `  ${p.key}: ${p.message}\n    ${p.fix}`),
      ].join("\n"),
    );
  }
}
