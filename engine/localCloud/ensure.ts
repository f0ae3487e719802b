import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeWhole } from "../../local-cloud/core/files";
import { isAlive } from "../../local-cloud/core/processes";
import { UserError } from "../errors";
import { makeStackFolder } from "../lock";
import {
  type CloudAccess,
  cloudFiles,
  isHealthy,
  isRunning,
  lastSelection,
  readAccess,
  readCloudProcess,
} from "./access";
import type { ServeOptions } from "./serve";

const startMs = 30_000;
/** Forty hosts are ended in a quarter of that. */
const stopMs = 60_000;
/** How long another process is given to answer that was found to have the state. */
const otherMs = 3_000;

export interface EnsureOptions {
  /** The stack's folder on this machine. */
  readonly folder: string;
}

/**
 * The stack's local cloud: the one that runs, or a new one in the background with the state of the last. What a dead process
 * left behind is recognised and replaced. Returns when the API answers.
 */
export async function ensureCloud(options: EnsureOptions): Promise<CloudAccess> {
  makeStackFolder(options.folder);
  const running = readAccess(options.folder);
  if (running !== undefined) {
    if (!isStale(options.folder) && (await answers(running, 5000))) {
      return running;
    }
    await stopProcess(options.folder);
  }
  return start(options);
}

/**
 * True where the cloud's sources are newer than the process. It is restarted then, with its state; one that runs real hosts is
 * left alone.
 */
function isStale(folder: string): boolean {
  const found = readCloudProcess(folder);
  if (found === undefined || lastSelection(folder) !== "none") {
    return false;
  }
  const sources = join(__dirname, "..", "..", "local-cloud");
  const newest = readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|json)$/.test(name))
    .reduce((latest, name) => Math.max(latest, statSync(join(sources, name)).mtimeMs), 0);
  return newest > Date.parse(found.startedAt);
}

async function answers(access: CloudAccess, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end; await sleep(100)) {
    if (await isHealthy(access)) {
      return true;
    }
  }
  return false;
}

async function start({ folder }: EnsureOptions): Promise<CloudAccess> {
  const files = cloudFiles(folder);
  const last = readCloudProcess(folder);
  const options: ServeOptions = {
    folder,
    token: readToken(files.token),
    port: portOf(last?.url.replace("http://", "")),
  };
  const log = openSync(files.log, "w", 0o600);
  const child = spawn(process.execPath, [join(__dirname, "serveCloud.js")], {
    detached: true,
    stdio: ["pipe", log, log],
    cwd: folder,
  });
  closeSync(log);
  child.stdin?.end(JSON.stringify(options));
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code) => resolve(`its process ended with code ${code}`));
  });
  child.unref();
  let failure: string | undefined;
  let endedAt = 0;
  void ended.then((reason) => {
    failure = reason;
    endedAt = Date.now();
  });
  // The one that answers may be another than this: a command that was killed has started it, and it had the state first.
  for (let end = Date.now() + startMs; Date.now() < end; await sleep(50)) {
    const access = readAccess(folder);
    if (access !== undefined && (await isHealthy(access))) {
      return access;
    }
    if (failure !== undefined) {
      end = Math.min(end, endedAt + otherMs);
    }
  }
  const said = readFileSync(files.log, "utf8").trim().split("\n").at(-1) ?? "";
  throw new UserError(
    `The local cloud did not start: ${failure ?? "it did not answer within half a minute"}. ${said}`,
    `Its log is ${files.log}.`,
    1,
  );
}

/** The token lives as long as the stack, in a file that only its owner can read. */
function readToken(file: string): string {
  if (existsSync(file)) {
    const token = readFileSync(file, "utf8").trim();
    if (token !== "") {
      return token;
    }
  }
  const token = randomBytes(24).toString("hex");
  writeWhole(file, token);
  return token;
}

function portOf(address: string | undefined): number {
  return Number(address?.split(":").at(-1) ?? 0) || 0;
}

/** Stops the stack's local cloud, if one runs, and keeps its state. */
export async function stopProcess(folder: string): Promise<void> {
  const found = readCloudProcess(folder);
  if (found === undefined || !isRunning(found)) {
    return;
  }
  process.kill(found.pid, "SIGTERM");
  for (const end = Date.now() + stopMs; Date.now() < end; await sleep(50)) {
    if (!isAlive(found.pid)) {
      return;
    }
  }
  process.kill(found.pid, "SIGKILL");
  await sleep(200);
}

/** Stops the stack's local cloud and removes its files. */
export async function removeCloud(folder: string): Promise<void> {
  await stopProcess(folder);
  await sweepHosts(folder);
  for (const file of Object.values(cloudFiles(folder))) {
    rmSync(file, { recursive: true, force: true });
  }
}

/** Takes away what a local cloud that was killed has left of its hosts on this machine. */
async function sweepHosts(folder: string): Promise<void> {
  const { hosts } = cloudFiles(folder);
  if (!existsSync(hosts)) {
    return;
  }
  const { sweep } =
    require("../../local-cloud/hosts/sweep") as typeof import("../../local-cloud/hosts/sweep");
  await sweep(join(hosts, "worlds"));
}
