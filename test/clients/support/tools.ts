import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** A client that can be run here, or why it can't. */
export type Tool =
  | { readonly usable: true; readonly path: string }
  | { readonly usable: false; readonly reason: string };

/** One command of an installation. */
export interface Step {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** How to install a client, outside the project, once for each version. */
export interface Installation {
  /** What it is, with its version: also its folder's name. */
  readonly name: string;
  /** Commands that leave it in the folder. */
  steps(folder: string): readonly Step[];
  /** The file to run, below the folder. */
  readonly file: string;
  /** At most so many seconds for each command. */
  readonly seconds: number;
}

/** A command from PyPI, in an environment of its own. */
export function fromPyPi(name: string, version: string, seconds: number): Installation {
  return {
    name: `${name}-${version}`,
    steps: (folder) => [
      { program: "python3", args: ["-m", "venv", folder] },
      {
        program: join(folder, "bin", "pip"),
        args: ["install", "--quiet", "--disable-pip-version-check", `${name}==${version}`],
      },
    ],
    file: join("bin", name),
    seconds,
  };
}

/** Where clients are kept: never in the project's tree. */
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "bastide", "clients");

/** The installed client; installs it if it isn't there, and says why it can't. */
export function installed({ name, steps, file, seconds }: Installation): Tool {
  const folder = join(cache, name);
  const complete = join(folder, ".complete");
  const path = join(folder, file);
  if (existsSync(complete) && existsSync(path)) return { usable: true, path };
  process.stderr.write(`Installing ${name} into ${folder} for the tests of clients …\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { program, args, cwd, env } of steps(folder)) {
    const run = spawnSync(program, args, {
      cwd: cwd ?? folder,
      env: { ...process.env, ...env },
      encoding: "utf8",
      timeout: seconds * 1000,
      stdio: ["ignore", "pipe", "pipe"],
    });
    if (run.status !== 0) return { usable: false, reason: failure(name, program, run) };
  }
  writeFileSync(complete, "");
  return { usable: true, path };
}

function failure(name: string, program: string, run: ReturnType<typeof spawnSync>): string {
  const code = (run.error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ENOENT") return `${name} can't be installed: there is no ${program} here`;
  if (code === "ETIMEDOUT") return `${name} can't be installed: ${program} took too long`;
  const last = `${run.stderr}`.trim().split("\n").at(-1) ?? "";
  return `${name} can't be installed: ${program} says "${last.slice(0, 200)}"`;
}

/** The name of a suite, with the reason where it has to be skipped. */
export function named(name: string, tool: Tool): string {
  return tool.usable ? name : `${name} (skipped: ${tool.reason})`;
}
