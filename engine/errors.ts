/**
 * A mistake that the person at the keyboard can mend, or a state of the machine that they must know about.
 * Printed as its message and its fix, never with a stack trace.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";

  /**
   * @param message What is wrong and where, as a full sentence.
   * @param fix How to mend it, as a full sentence; empty where the message already says it.
   * @param exitCode 2 for wrong configuration or usage (the default), 1 for work that failed.
   */
  constructor(
    message: string,
    readonly fix = "",
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
  }
}

/** One thing that is wrong in a stack's configuration, with its place in the file where that is known. */
export interface ConfigurationProblem {
  /** The path of the value, for example `bastide:classes.account.dataNodes`. */
  readonly key: string;
  readonly message: string;
  readonly fix: string;
  /** The stack's file, relative to the project. */
  readonly file: string;
  /** Line in the file, from 1; absent where neither the value nor anything around it is in the file. */
  readonly line?: number;
}

/** Everything that is wrong in a stack's configuration, at once. */
export class InvalidConfiguration extends UserError {
  override readonly name = "InvalidConfiguration";

  constructor(readonly problems: readonly ConfigurationProblem[]) {
    super(
      `The configuration has ${problems.length === 1 ? "one problem" : `${problems.length} problems`}; nothing was created.`,
    );
  }
}

/** The program itself failed: not the configuration's fault, and not the command's. */
export class ProgramFailure extends UserError {
  override readonly name = "ProgramFailure";

  constructor(
    message: string,
    /** Stack traces, for `--verbose` only. */
    readonly details: readonly string[] = [],
  ) {
    super(message, "Run the command again with --verbose to see where in the program.", 2);
  }
}
