import { type ChildProcess, spawn } from "node:child_process";
import { kill } from "../core/processes";

/** How a command ended. `code` is 128 + the signal's number for one that a signal ended. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Given to the command as its standard input; without it, that is empty. */
  stdin?: string | Buffer;
  /** Added to this process's environment, or in its place with `bareEnvironment`. */
  env?: Readonly<Record<string, string>>;
  bareEnvironment?: boolean;
  /** Ends the command with SIGKILL. Default: never. */
  timeoutSeconds?: number;
  /** Called with each piece of output as it comes. */
  onOutput?: (text: string) => void;
}

/** Something about this machine or a host on it went wrong; the message says what, where and how to mend it. */
export class HostError extends Error {
  override name = "HostError";
}

const signalNumbers: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/** Runs a command to its end, whatever its exit code. Throws a HostError if it can't be started or runs out of time. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const [command = "", ...args] = argv;
  return new Promise((resolve, reject) => {
    const env = options.bareEnvironment ? { ...options.env } : { ...process.env, ...options.env };
    // With a limit it gets a group of its own, which can be ended with all that it has started, in whichever namespaces.
    const detached = options.timeoutSeconds !== undefined;
    const child = spawn(command, args, { env, detached, stdio: ["pipe", "pipe", "pipe"] });
    const stdout = collect(child, "stdout", options.onOutput);
    const stderr = collect(child, "stderr", options.onOutput);
    const timer =
      options.timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => {
            if (child.pid !== undefined) kill(-child.pid);
            child.unref();
            for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
            reject(new HostError(`${argv.join(" ")} did not end within ${options.timeoutSeconds} s.`));
          }, options.timeoutSeconds * 1000);
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(new HostError(`${command} could not be run: ${error.message}`));
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      resolve({
        code: code ?? 128 + (signalNumbers[signal ?? ""] ?? 0),
        stdout: stdout(),
        stderr: stderr(),
      });
    });
    // A command that doesn't read its input, or ends early, is no error here: its exit code tells.
    child.stdin?.on("error", () => {});
    child.stdin?.end(options.stdin ?? "");
  });
}

function collect(child: ChildProcess, stream: "stdout" | "stderr", onOutput?: (text: string) => void) {
  const pieces: Buffer[] = [];
  child[stream]?.on("data", (piece: Buffer) => {
    pieces.push(piece);
    onOutput?.(piece.toString());
  });
  return () => Buffer.concat(pieces).toString();
}

/** Runs a command that has to succeed; returns what it wrote to standard output. Throws a HostError with its last lines. */
export async function must(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(argv, options);
  if (code === 0) return stdout;
  const said = (stderr.trim() || stdout.trim()).split("\n").slice(-8).join("\n");
  throw new HostError(`${argv.join(" ")} failed (exit ${code}):\n${said}`);
}

/** Waits until the check gives something, looking every `everyMs`. Throws what `late` says after the time. */
export async function until<T>(
  check: () => Promise<T | undefined> | T | undefined,
  { seconds, everyMs = 100, late }: { seconds: number; everyMs?: number; late: () => string },
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new HostError(late());
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
