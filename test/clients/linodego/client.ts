import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { installed, type Tool } from "../support/tools";

/** The releases that are driven: the newest that the module proxy has, and the one inside @pulumi/linode 5.1.1. */
export const versions = { newest: "1.69.1", provider: "1.54.0" } as const;

const moduleFiles: Readonly<Record<string, string>> = { [versions.provider]: "go.1.54.0.mod" };

/** The bridge to one release of linodego, built outside the project. */
export function linodego(version: string): Tool {
  const file = moduleFiles[version] ?? "go.mod";
  const sources = ["bridge.go", file, file.replace(/mod$/, "sum")].map((name) =>
    readFileSync(join(__dirname, name)),
  );
  const hash = createHash("sha256").update(Buffer.concat(sources)).digest("hex").slice(0, 12);
  return installed({
    name: `linodego-${version}-${hash}`,
    steps: (folder) => [
      {
        program: "go",
        args: ["build", `-modfile=${file}`, "-o", join(folder, "bridge"), "."],
        cwd: __dirname,
        env: { GOFLAGS: "", GOWORK: "off" },
      },
    ],
    file: "bridge",
    seconds: 300,
  });
}

/** linodego behind the bridge. */
export interface Linodego {
  /** Calls a method of its client; fails with what it says. */
  invoke(method: string, ...args: readonly unknown[]): Promise<unknown>;
  /** Methods of its client. */
  readonly offered: readonly string[];
  /** Methods that were called; one that is refused without a test's expecting it fails that test. */
  readonly called: ReadonlySet<string>;
  close(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly result: unknown;
  readonly error: string;
}

/** Starts the bridge on an API of ours. */
export function openLinodego(path: string, url: string, token: string): Linodego {
  const offered = execFileSync(path, ["methods"], { encoding: "utf8" }).trim().split("\n");
  const child = spawn(path, {
    env: { LINODE_URL: url, LINODE_TOKEN: token },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  const ended = endOf(child, waiting);
  createInterface({ input: child.stdout }).on("line", (line) => {
    const answer: Answer = JSON.parse(line);
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  const called = new Set<string>();
  let last = 0;
  return {
    offered,
    called,
    invoke: async (method, ...args) => {
      last += 1;
      const id = last;
      called.add(method);
      const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
      child.stdin.write(`${JSON.stringify({ id, method, args })}\n`);
      const { result, error } = await answered;
      if (error !== "") throw new Error(`linodego's ${method}: ${error}`);
      return result;
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** When the bridge ends, whoever still waits for it is told what it said last. */
function endOf(child: ChildProcess, waiting: Map<number, (answer: Answer) => void>): Promise<void> {
  let said = "";
  child.stderr?.on("data", (data) => {
    said = `${said}${data}`.slice(-2_000);
  });
  return new Promise((resolve) => {
    child.once("close", () => {
      for (const [id, answer] of waiting) answer({ id, result: null, error: `the bridge ended: ${said}` });
      resolve();
    });
  });
}
