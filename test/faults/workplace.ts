import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readAccess } from "../../engine/localCloud/access";
import { removeCloud } from "../../engine/localCloud/ensure";
import { copyOf, packFolder, program, root } from "../engine/support";
import { copyCheckout } from "../support/checkout";

export type EngineName = "pulumi" | "offline";

/** How a command ended. */
export interface Ran {
  /** Its exit code; undefined where it was killed. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** A command that may take long, in a process of its own. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
}

/** What is disturbed. */
interface Subject {
  /** The folder of its `Pulumi.yaml`. */
  readonly root: string;
  readonly project: string;
  readonly stack: string;
  /** The folder whose command and local cloud are used. */
  readonly tool: string;
  /** Options of every `up`. */
  readonly options: readonly string[];
}

/**
 * A copy of a project in which rounds run one after another: nothing here touches the developer's own stack.
 */
export class Workplace {
  readonly root: string;
  readonly project: string;
  readonly stack: string;
  private readonly configuration: string;

  private constructor(private readonly subject: Subject) {
    this.root = subject.root;
    this.project = subject.project;
    this.stack = subject.stack;
    this.configuration = readFileSync(this.configurationFile, "utf8");
  }

  /**
   * A copy of this checkout and its prod stack. The command and the local cloud are the copy's too, so that edits made meanwhile
   * don't change them in the middle of a round.
   */
  static ofProd(): Workplace {
    const root = copyCheckout();
    return new Workplace({ root, tool: root, project: "bastide", stack: "prod", options: [] });
  }

  /** A program of nine resources, where a round is to take seconds. */
  static ofFixture(): Workplace {
    return new Workplace({
      root: copyOf("program"),
      tool: root,
      project: program.name,
      stack: "dev",
      options: ["--policy-pack", packFolder],
    });
  }

  private get configurationFile(): string {
    return join(this.root, `Pulumi.${this.stack}.yaml`);
  }

  /** The stack's folder, as the command keeps it. */
  get folder(): string {
    return join(this.root, ".bastide", this.stack);
  }

  /** Starts `bastide COMMAND` on the stack. */
  start(command: "up" | "destroy", engine: EngineName, ...options: readonly string[]): Running {
    const started = performance.now();
    const { tool, options: always } = this.subject;
    const child = spawn(
      process.execPath,
      [
        join(tool, "cli", "bin", "bastide.js"),
        ...[command, "--stack", this.stack, "--engine", engine, "--json"],
        ...(command === "up" ? always : []),
        ...options,
      ],
      { cwd: this.root, env: { ...process.env, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] },
    );
    const ended = Promise.all([textOf(child.stdout), textOf(child.stderr), codeOf(child)]).then(
      ([stdout, stderr, code]) => ({ code, stdout, stderr, seconds: (performance.now() - started) / 1000 }),
    );
    return { child, ended };
  }

  run(command: "up" | "destroy", engine: EngineName, ...options: readonly string[]): Promise<Ran> {
    return this.start(command, engine, ...options).ended;
  }

  /** Starts the local cloud as the command would, so that it can be told of faults before the first request. */
  async startCloud(): Promise<void> {
    const start = `require("tsx/cjs/api").register();
      require("./engine/localCloud/ensure.ts").ensureCloud({ folder: ${JSON.stringify(this.folder)} }).then(() => process.exit(0));`;
    const child = spawn(process.execPath, ["-e", start], { cwd: this.subject.tool, stdio: "inherit" });
    const code = await codeOf(child);
    if (code !== 0) {
      throw new Error(`The local cloud did not start (${code}).`);
    }
  }

  /** Asks the control interface of the stack's local cloud. */
  async control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const access = readAccess(this.folder);
    if (access === undefined) {
      throw new Error(`No local cloud runs for ${this.folder}.`);
    }
    const response = await fetch(`${access.url}/_local${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T;
    if (!response.ok) {
      throw new Error(`${method} /_local${path}: ${response.status} ${JSON.stringify(answer)}`);
    }
    return answer;
  }

  /** Bytes that the local cloud has written down: they tell how far a command has come. */
  get written(): number {
    return statSync(join(this.folder, "cloud-state.json"), { throwIfNoEntry: false })?.size ?? 0;
  }

  get hasCloud(): boolean {
    return readAccess(this.folder) !== undefined;
  }

  /** Whether its configuration names an active region that could be another. */
  get hasRegions(): boolean {
    return regionRole.test(this.configuration);
  }

  /** Makes the standby region the active one, and the other way round: an update of DNS records and nothing else. */
  switchActiveRegion(): void {
    const text = readFileSync(this.configurationFile, "utf8");
    const switched = text.replace(
      /(number: [12], role: )(active|standby)/g,
      (_line, head: string, role: string) => `${head}${role === "active" ? "standby" : "active"}`,
    );
    if (switched === text) {
      throw new Error(`${this.configurationFile} names no active region where it is looked for.`);
    }
    writeFileSync(this.configurationFile, switched);
  }

  /** Forgets everything: the stack, its local cloud, changes of the configuration. */
  async reset(): Promise<void> {
    if (existsSync(this.folder)) {
      await removeCloud(this.folder);
    }
    rmSync(this.folder, { recursive: true, force: true });
    writeFileSync(this.configurationFile, this.configuration);
  }

  async remove(): Promise<void> {
    await this.reset();
    rmSync(this.root, { recursive: true, force: true });
  }
}

const regionRole = /(number: [12], role: )(active|standby)/;

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream ?? []) {
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts).toString("utf8");
}

function codeOf(child: ChildProcess): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? undefined));
  });
}
