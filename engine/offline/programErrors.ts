import { InvalidConfiguration, ProgramFailure, UserError } from "../errors";
import type { Project } from "../project";
import { located, type StackConfig } from "../stackConfig";

/** Errors that escaped from the program while it ran. */
export interface Caught {
  /** Rejects a moment after the first error, so that others that come with it are caught too. */
  readonly first: Promise<never>;
}

interface Outcome {
  readonly errors: readonly unknown[];
  readonly messages: readonly string[];
}

/**
 * Runs the program and catches what it throws, in promises too, and what it prints.
 *
 * While it runs, the process's own handlers of unhandled errors are put aside: an error of the program is a result.
 */
export async function catchAll(work: (caught: Caught) => Promise<void>): Promise<Outcome> {
  const errors = new Set<unknown>();
  let fail: (error: unknown) => void = () => undefined;
  const first = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  first.catch(() => undefined);
  const onError = (error: unknown): void => {
    errors.add(error);
    setTimeout(() => fail(error), 50);
  };
  const messages: string[] = [];
  const restoreHandlers = replaceHandlers(onError);
  const restoreConsole = captureConsole(messages);
  try {
    await work({ first });
  } catch (error) {
    errors.add(error);
  } finally {
    // Rejections are reported when the queue of promises is empty.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    restoreConsole();
    restoreHandlers();
    if (errors.size > 0) {
      // Promises of a failed program may still reject later; nobody can do anything about it any more.
      process.on("unhandledRejection", () => undefined);
    }
  }
  return { errors: [...errors], messages };
}

function replaceHandlers(handler: (error: unknown) => void): () => void {
  const events = ["unhandledRejection", "uncaughtException"] as const;
  const before = events.map((event) => process.listeners(event as "uncaughtException"));
  for (const event of events) {
    process.removeAllListeners(event);
    process.on(event as "uncaughtException", handler);
  }
  return () => {
    events.forEach((event, index) => {
      process.removeListener(event, handler);
      for (const listener of before[index] ?? []) {
        process.on(event as "uncaughtException", listener);
      }
    });
  };
}

function captureConsole(messages: string[]): () => void {
  const methods = ["log", "info", "warn", "error", "debug"] as const;
  const before = methods.map((method) => console[method]);
  for (const method of methods) {
    console[method] = (...parts: unknown[]) => {
      messages.push(parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" "));
    };
  }
  return () => {
    methods.forEach((method, index) => {
      console[method] = before[index] ?? console[method];
    });
  };
}

/** Turns what escaped from the program into one error for the person who ran it. */
export function explain(
  errors: readonly unknown[],
  messages: readonly string[],
  project: Project,
  config: StackConfig,
): Error {
  const problems = errors.flatMap(problemsOf);
  if (problems.length > 0) {
    return new InvalidConfiguration(problems.map((problem) => located(problem, config)));
  }
  const own = errors.find((error) => error instanceof UserError);
  if (own instanceof UserError) {
    return own;
  }
  const distinct = [...new Set(errors.map(messageOf))];
  const logged = messages.filter((message) => message.startsWith("error:"));
  return new ProgramFailure(
    [`The program of "${project.name}" failed.`, ...distinct.map((text) => `  ${text}`), ...logged].join(
      "\n",
    ),
    errors.map((error) => (error instanceof Error ? (error.stack ?? error.message) : String(error))),
  );
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return `It threw ${typeof error === "string" ? `"${error}"` : `a value of type ${typeof error}`}.`;
  }
  if ("code" in error && error.code === "MODULE_NOT_FOUND") {
    return `${error.message.split("\n")[0]}. Run \`npm ci\` if it is a package.`;
  }
  return error.message;
}

function problemsOf(error: unknown): { key: string; message: string; fix: string }[] {
  if (!(error instanceof Error) || error.name !== "ConfigurationError" || !("problems" in error)) {
    return missingVariable(error);
  }
  const { problems } = error;
  return Array.isArray(problems)
    ? problems.map((problem: { key?: unknown; message?: unknown; fix?: unknown }) => ({
        key: String(problem.key ?? ""),
        message: String(problem.message ?? ""),
        fix: String(problem.fix ?? ""),
      }))
    : [];
}

/** Pulumi's own `config.require` throws this error; it is a problem of the configuration like any other. */
function missingVariable(error: unknown): { key: string; message: string; fix: string }[] {
  const key =
    error instanceof Error
      ? /Missing required configuration variable '([^']+)'/.exec(error.message)?.[1]
      : undefined;
  return key === undefined
    ? []
    : [{ key, message: "The value is missing.", fix: `Add \`${key}: …\` below \`config:\`.` }];
}
