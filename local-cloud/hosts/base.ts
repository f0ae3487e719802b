import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockFile } from "../core/lockFile";
import { aptMirror } from "./aptMirror";
import { debootstrap, installRoles } from "./buildBase";
import { cacheFolder } from "./folders";
import { mustHaveSpace, prepareMachine } from "./prerequisites";
import { type Progress, telling, toStandardError } from "./progress";
import { type BaseName, recipeHash } from "./recipe";
import { until } from "./run";

/** A Debian that hosts are overlays of. It is never written to once it is there. */
export interface Base {
  readonly name: BaseName;
  /** Names the recipe that it was built from. */
  readonly hash: string;
  /** Folders for overlayfs, the uppermost first. */
  readonly layers: readonly string[];
}

export interface BaseOptions {
  /** Told what takes longer than two seconds. Default: lines to standard error. */
  progress?: Progress;
  /** Default: `cacheFolder()`. */
  cache?: string;
}

const buildSeconds = 1800;

/**
 * The base of that name, from the cache or built now: some 40 s for `bare`, two minutes more for `full`. Two processes that want
 * the same one build it once. Throws a HostError that says what this machine lacks.
 */
export async function base(name: BaseName, options: BaseOptions = {}): Promise<Base> {
  const { progress = toStandardError, cache = cacheFolder() } = options;
  const below = name === "bare" ? [] : (await base("bare", options)).layers;
  const hash = recipeHash(name);
  const home = join(cache, `${name}-${hash}`);
  const found: Base = { name, hash, layers: [join(home, "root"), ...below] };
  if (existsSync(home)) return found;
  await prepareMachine(progress);
  mkdirSync(cache, { recursive: true });
  const lock = await waitForLock(join(cache, "lock"), progress);
  try {
    if (!existsSync(home)) await build(found, cache, progress, home);
  } finally {
    lock.release();
  }
  return found;
}

async function build({ name, layers }: Base, cache: string, progress: Progress, home: string): Promise<void> {
  mustHaveSpace(cache, name === "bare" ? 1500 : 4000, `The base "${name}" of hosts`);
  // Whoever holds the lock is the only one that builds: what is there was left by a build that was killed.
  for (const left of readdirSync(cache).filter((entry) => entry.startsWith("building-")))
    rmSync(join(cache, left), { recursive: true, force: true });
  const draft = join(cache, `building-${process.pid}`);
  const downloads = join(cache, "downloads");
  mkdirSync(join(draft, "root"), { recursive: true });
  mkdirSync(downloads, { recursive: true });
  const mirror = await aptMirror();
  const began = performance.now();
  try {
    await telling(
      progress,
      `Building the base "${name}" of hosts, once, from Debian's packages`,
      async () => {
        const site = { root: join(draft, "root"), draft, downloads, mirror };
        await (name === "bare" ? debootstrap(site) : installRoles(site, layers.slice(1)));
      },
    );
    const seconds = Math.round((performance.now() - began) / 1000);
    writeFileSync(
      join(draft, "built.json"),
      `${JSON.stringify({ on: new Date().toISOString(), seconds })}\n`,
    );
    for (const entry of readdirSync(draft).filter((entry) => entry !== "root" && entry !== "built.json"))
      rmSync(join(draft, entry), { recursive: true, force: true });
    renameSync(draft, home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function waitForLock(path: string, progress: Progress) {
  let told = false;
  return until(
    () => {
      try {
        return lockFile(path, "of the bases");
      } catch {
        if (!told) progress(`Another process is building a base of hosts: waiting for ${path} …`);
        told = true;
        return undefined;
      }
    },
    {
      seconds: buildSeconds,
      everyMs: 500,
      late: () =>
        `${path} has been held for ${buildSeconds} s by another process. End that, or remove the file if there is none.`,
    },
  );
}
