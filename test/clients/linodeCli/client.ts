import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { View } from "../support/lifecycle";
import { fromPyPi, installed, type Tool } from "../support/tools";

/** The release on PyPI that is driven. */
const version = "5.69.0";

/** The official command, in an environment of its own. */
export const linodeCli: Tool = installed(fromPyPi("linode-cli", version, 180));

/** Arguments of an action, as the API names them. */
export type Flags = Readonly<Record<string, unknown>>;

/** What the command's baked document says of one of its actions. */
interface Offer {
  /** `COMMAND ACTION` */
  readonly name: string;
  /** Attributes that it can filter by, where it lists. */
  readonly filters: readonly string[];
}

/** The command, pointed at an API of ours. */
export interface LinodeCli {
  /** Runs `linode-cli COMMAND ACTION …ids --flags`, or with `--raw-body`; gives what it shows. */
  run(command: string, ids?: readonly unknown[], flags?: Flags, raw?: Flags): Promise<readonly View[]>;
  /** Everything that it offers. */
  readonly offers: ReadonlyMap<string, Offer>;
  /** `COMMAND ACTION` of those that were run; one that is refused without a test's expecting it fails that test. */
  readonly called: ReadonlySet<string>;
  close(): Promise<void>;
}

interface Options {
  readonly path: string;
  readonly host: string;
  readonly token: string;
}

const always = ["--json", "--no-defaults", "--suppress-warnings", "--all-columns"];

/** Opens it with settings from the environment only; no file of the user's is read or written. */
export function openLinodeCli({ path, host, token }: Options): LinodeCli {
  const home = mkdtempSync(join(tmpdir(), "bastide-linode-cli-"));
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    XDG_CONFIG_HOME: home,
    LINODE_CLI_TOKEN: token,
    LINODE_CLI_API_HOST: host,
    LINODE_CLI_API_SCHEME: "http",
  };
  const called = new Set<string>();
  const runs = openRuns(path, env);
  return {
    run: async (command, ids = [], flags = {}, raw = hasNull(flags) ? flags : undefined) => {
      called.add(command);
      // No flag can say that something is to be null.
      const said = raw === undefined ? spelled(flags) : ["--raw-body", JSON.stringify(raw)];
      const text = await runs.run([...command.split(" "), ...ids.map(String), ...said, ...always]);
      return text.trim() === "" ? [] : JSON.parse(text);
    },
    offers: new Map(offeredBy(path, env).map((offer) => [offer.name, offer])),
    called,
    close: async () => {
      await runs.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Lists repeat their flag, lists of things are JSON, what is nested has dotted names. */
function spelled(flags: Flags, prefix = ""): string[] {
  return Object.entries(flags).flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    if (value === undefined) return [];
    if (Array.isArray(value)) {
      if (value.some((one) => typeof one === "object")) return [`--${name}`, JSON.stringify(value)];
      return value.length === 0 ? [`--${name}`, "[]"] : value.flatMap((one) => [`--${name}`, String(one)]);
    }
    if (typeof value === "object" && value !== null) return spelled(value as Flags, `${name}.`);
    return [`--${name}`, String(value)];
  });
}

function hasNull(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.values(value).some(hasNull));
}

/** Runs of the command, one after the other. */
interface Runs {
  /** What one wrote; fails with what it complained of. */
  run(args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts what runs the command: see forks.py. */
function openRuns(path: string, env: Record<string, string>): Runs {
  const child = spawn(join(dirname(path), "python"), [join(__dirname, "forks.py")], {
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting: ((outcome: Outcome) => void)[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.(JSON.parse(line)));
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      for (const answer of waiting) answer({ status: 1, stdout: "", stderr: "forks.py ended" });
      resolve();
    });
  });
  return {
    run: async (args) => {
      const answered = new Promise<Outcome>((resolve) => waiting.push(resolve));
      child.stdin.write(`${JSON.stringify(args)}\n`);
      const { status, stdout, stderr } = await answered;
      if (status === 0) return stdout;
      const asked = args.slice(0, -always.length).join(" ");
      throw new Error(`linode-cli ${asked}: ${tail(stderr)} ${tail(stdout)}`);
    },
    close: () => {
      child.stdin.end();
      return ended;
    },
  };
}

const listing = `
import json
from linodecli import cli
for command, actions in cli.ops.items():
    for action, operation in actions.items():
        model = operation.response_model
        listed = operation.method == "get" and model is not None and model.is_paginated
        filters = [one.name for one in model.attrs if one.filterable] if listed else []
        print(json.dumps({"name": command + " " + action, "filters": filters}))
`;

function offeredBy(path: string, env: Record<string, string>): Offer[] {
  const python = join(dirname(path), "python");
  const text = execFileSync(python, ["-c", listing], {
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return text
    .trim()
    .split("\n")
    .map((line): Offer => JSON.parse(line));
}

/** The end of a text: what went wrong is said last. */
function tail(text: string): string {
  return text.trim().slice(-500);
}
