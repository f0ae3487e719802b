import { spawn } from "node:child_process";
import { UserError } from "../errors";
import { type EngineEvent, followEvents } from "./events";

export interface RunOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Follows the engine's own events while the command runs. */
  readonly events?: {
    /** The CLI writes them here, and they stay: whoever runs the command decides how long. */
    readonly file: string;
    readonly onEvent: (event: EngineEvent) => void;
  };
  /** Kills the command after so many milliseconds. */
  readonly timeoutMs?: number;
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** True where this process was asked to end meanwhile, and has handed that on. */
  readonly interrupted: boolean;
  /** The signal that ended the command, where one did: its providers may still be at work. */
  readonly signal: string | null;
  /** An error for people, from what the command said. */
  failure(what: string): UserError;
}

/** Runs the CLI to its end. It is interrupted when this process is. */
export async function runCli(path: string, args: readonly string[], options: RunOptions): Promise<CliResult> {
  const { events } = options;
  const follower = events === undefined ? undefined : followEvents(events.file, events.onEvent);
  const all = events === undefined ? args : [...args, "--event-log", events.file];
  const child = spawn(path, [...all], {
    cwd: options.cwd,
    env: options.environment,
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
  });
  let interrupted = false;
  const forward = (signal: NodeJS.Signals): void => {
    interrupted = true;
    child.kill(signal);
  };
  process.on("SIGINT", forward);
  process.on("SIGTERM", forward);
  try {
    const [{ code, signal }, stdout, stderr] = await Promise.all([
      ended(child),
      text(child.stdout),
      text(child.stderr),
    ]);
    return {
      code,
      stdout,
      stderr,
      interrupted,
      signal,
      failure: (what) => failureOf(what, stdout, stderr, signal),
    };
  } finally {
    process.removeListener("SIGINT", forward);
    process.removeListener("SIGTERM", forward);
    follower?.finish();
  }
}

interface End {
  readonly code: number;
  readonly signal: string | null;
}

function ended(child: ReturnType<typeof spawn>): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code: code ?? 1, signal }));
  });
}

async function text(stream: NodeJS.ReadableStream | null): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream ?? []) {
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts).toString("utf8");
}

/** The lines in which the CLI says what went wrong, without its table of resources. */
function failureOf(what: string, stdout: string, stderr: string, signal: string | null): UserError {
  if (signal !== null) {
    return new UserError(
      `The Pulumi engine could not ${what}: it was ended by ${signal}.`,
      "Run the command again; it puts in order what was interrupted.",
      1,
    );
  }
  const lines = `${stderr}\n${stdout}`.split("\n");
  const errors = lines
    .filter((line) => /(^|\s)error:/.test(line))
    .map((line) => line.trim().replace(/^error: /, ""));
  const shown = [...new Set(errors)].slice(0, 20);
  const reason = shown.length > 0 ? shown.join("\n  ") : stderr.trim().split("\n").slice(-5).join("\n  ");
  return new UserError(`The Pulumi engine could not ${what}.\n  ${reason}`, "", 1);
}
