import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ProgramFailure, UserError } from "../errors";

/** A pack holds what it judges until the end; with Node's own setting much of its time goes into moving that about. */
const roomy = "--max-semi-space-size=64";

/** A pack that takes longer to start than this is taken to hang. */
const startMs = 60_000;

/** A policy pack that runs in its own process and listens on this machine. */
export interface PackProcess {
  /** Where it serves `pulumirpc.Analyzer`. */
  readonly address: string;
  stop(): void;
}

/** What the engine tells a pack about the stack, in its environment. */
export interface PackContext {
  readonly project: string;
  readonly stack: string;
  /** The stack's configuration, as the program gets it. */
  readonly values: Readonly<Record<string, string>>;
  /** A day that the pack takes for today (`--as-of`). @default the machine's clock */
  readonly asOf?: Date | undefined;
}

/**
 * Starts the unmodified policy pack in a folder, as the engine would: Node, working directory the pack, its port on the
 * first line of its output. It is given no engine: it never asks one.
 *
 * The pack is required directly and not through Pulumi's `run-policy-pack`, which loads the TypeScript compiler first
 * (0.3 s) although the pack is JavaScript by then.
 */
export function startPack(folder: string, context?: PackContext): Promise<PackProcess> {
  const path = resolve(folder);
  if (!existsSync(join(path, "PulumiPolicy.yaml"))) {
    throw new UserError(
      `${path} is not a policy pack: it has no PulumiPolicy.yaml.`,
      "Name the pack's folder with --policy-pack.",
    );
  }
  const now = context?.asOf === undefined ? [] : [String(context.asOf.getTime())];
  const child = spawn(process.execPath, [roomy, join(__dirname, "servePack.js"), path, ...now], {
    cwd: path,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environmentOf(context) },
  });
  return new Promise((done, fail) => {
    let out = "";
    let errors = "";
    const timer = setTimeout(() => refuse("it did not start within a minute"), startMs);
    const refuse = (reason: string): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      fail(new ProgramFailure(`The policy pack in ${path} can't be used: ${reason}.`, [errors]));
    };
    child.stderr.on("data", (data: Buffer) => {
      errors += data.toString();
    });
    child.stdout.on("data", (data: Buffer) => {
      out += data.toString();
      const port = /^(\d+)\r?$/m.exec(out)?.[1];
      if (port !== undefined) {
        clearTimeout(timer);
        release(child);
        done({ address: `127.0.0.1:${port}`, stop: () => child.kill("SIGKILL") });
      }
    });
    child.on("error", (error) => refuse(error.message));
    // Not at "exit": what it said last may come after that.
    child.on("close", (code) => refuse(`its process ended with code ${code}${reasonIn(errors)}`));
  });
}

function environmentOf(context: PackContext | undefined): NodeJS.ProcessEnv {
  return context === undefined
    ? {}
    : {
        PULUMI_CONFIG: JSON.stringify(context.values),
        PULUMI_NODEJS_ORGANIZATION: "organization",
        PULUMI_NODEJS_PROJECT: context.project,
        PULUMI_NODEJS_STACK: context.stack,
        PULUMI_NODEJS_DRY_RUN: "true",
      };
}

/**
 * Starts a pack in the background; whoever awaits the promise gets its error.
 * Call it before anything slow is loaded: the process starts at once and runs beside this one.
 */
export function openPack(folder: string, context: PackContext): Promise<PackProcess> {
  const pack = begin(() => startPack(folder, context));
  pack.catch(() => undefined);
  return pack;
}

/** Begins at once, unlike a promise's `then`, and turns what is thrown into a rejection. */
function begin<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}

/** The process must not keep this one alive. */
function release(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.removeAllListeners("data");
    stream?.resume();
    if (stream && "unref" in stream && typeof stream.unref === "function") {
      stream.unref();
    }
  }
}

function reasonIn(errors: string): string {
  const line =
    errors.split("\n").find((text) => /^\s*\w*Error(?: \[\w+\])?: |^error:/.test(text)) ??
    errors.trim().split("\n")[0] ??
    "";
  return line === "" ? "" : ` (${line.trim().slice(0, 300)})`;
}
