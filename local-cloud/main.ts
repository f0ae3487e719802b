import { readFlags, UsageError, usage } from "./flags";
import {
  clockHint,
  exposureWarning,
  farewell,
  gapLine,
  greeting,
  greetingForScripts,
  requestLine,
} from "./greeting";
import { type LocalCloudOptions, startLocalCloud } from "./index";

/** How often to look whether npx is still there. */
const parentMilliseconds = 250;

/** Runs the local cloud until it is told to stop; gives the exit code: 0 stopped, 1 failed, 2 wrong usage. */
export async function main(args: readonly string[] = process.argv.slice(2)): Promise<number> {
  // Whoever read the first line may be gone; that is no reason to end.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  try {
    const read = readFlags(args);
    if (read === undefined) {
      process.stdout.write(`${usage}\n`);
      return 0;
    }
    const { options, json, log } = read;
    // Before the start, so that Ctrl-C in the middle of it ends in order too.
    const stopped = stopSignal();
    const cloud = await startLocalCloud({ ...options, ...watchers(json, log) });
    process.stderr.write(exposureWarning(options) + clockHint(cloud));
    process.stdout.write(json ? greetingForScripts(cloud, options) : greeting(cloud, options));
    await stopped;
    await cloud.close();
    if (!json) process.stdout.write(farewell(options));
    return 0;
  } catch (error) {
    report(error, args);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** What is said while it runs, on standard error: requests where asked for, and to people what isn't offered. */
function watchers(json: boolean, log: boolean): Pick<LocalCloudOptions, "onRequest" | "onGap"> {
  return {
    ...(log ? { onRequest: (entry) => void process.stderr.write(requestLine(entry)) } : {}),
    ...(json ? {} : { onGap: ({ method, path }) => void process.stderr.write(gapLine(method, path)) }),
  };
}

function report(error: unknown, args: readonly string[]): void {
  const message = error instanceof Error ? error.message : String(error);
  if (args.includes("--json")) {
    const kind = error instanceof UsageError ? "usage" : "failure";
    process.stdout.write(`${JSON.stringify({ error: { kind, message } })}\n`);
  } else process.stderr.write(`${message}\n`);
  if (args.includes("--verbose") && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}

/** Closing the terminal stops it as well. A second signal, while it stops, ends it at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
    // What npx is told it passes on to a shell, and the shell to nobody: what was started so ends with its parent.
    if (process.env.npm_command === undefined) return;
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      resolve();
    }, parentMilliseconds);
    timer.unref();
  });
}

if (require.main === module) {
  void main().then((code) => {
    process.exitCode = code;
  });
}
