import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, isScalar, parseDocument, visit } from "yaml";
import { writeWhole } from "../../local-cloud/core/files";
import type { CloudAccess } from "../localCloud/access";
import { makeStackFolder } from "../lock";
import { cloudEnvironment } from "../own";
import { type Project, stackFile } from "../project";
import type { EngineInstallation } from "./find";
import { type CliResult, type RunOptions, runCli } from "./run";
import { marked } from "./strays";

/**
 * Against a local API the provider's patience is what takes time (@pulumi/linode's defaults: events every 4 s, retries after
 * 3 to 30 s). Milliseconds.
 */
const localOverrides: Readonly<Record<string, string>> = {
  "linode:eventPollMs": "50",
  "linode:minRetryDelayMs": "20",
  "linode:maxRetryDelayMs": "500",
};

/** These point the provider at Linode; on a local cloud they come from the environment, so that no state keeps them. */
const ofTheRealAccount = ["linode:token", "linode:url", "linode:apiVersion", "linode:configPath"];

export interface SessionOptions {
  readonly project: Project;
  readonly stack: string;
  /** The stack's folder on this machine. */
  readonly folder: string;
  readonly engine: EngineInstallation;
  readonly cloud: CloudAccess;
}

/** A stack of the engine on this machine: its state in a folder, its secrets under a passphrase of its own. */
export class Session {
  /** Configuration keys whose encrypted value was replaced by a stand-in, since only their owner can decrypt them. */
  readonly replaced: readonly string[];
  private readonly configFile: string;
  private readonly environment: NodeJS.ProcessEnv;

  private constructor(
    private readonly options: SessionOptions,
    configFile: string,
    environment: NodeJS.ProcessEnv,
    replaced: readonly string[],
  ) {
    this.configFile = configFile;
    this.environment = environment;
    this.replaced = replaced;
  }

  /** Where the engine's file backend keeps the states of this project's stacks. */
  get stateFolder(): string {
    return join(this.options.folder, "state", ".pulumi", "stacks", this.options.project.name);
  }

  /** Opens the stack, making it when it is not there. The user's `Pulumi.STACK.yaml` is read, never written. */
  static async open(options: SessionOptions): Promise<Session> {
    const { folder, project, stack } = options;
    makeStackFolder(folder);
    const environment = environmentOf(options);
    const workspace = join(folder, "engine");
    const configFile = join(workspace, `Pulumi.${stack}.yaml`);
    if (!existsSync(configFile)) {
      // `stack init` writes the encryption's salt next to the Pulumi.yaml that it finds: this one, not the user's.
      mkdirSync(workspace, { recursive: true, mode: 0o700 });
      writeFileSync(join(workspace, "Pulumi.yaml"), `name: ${project.name}\nruntime: nodejs\n`);
      const init = await runCli(
        options.engine.path,
        ["stack", "init", stack, "--no-select", "--cwd", workspace],
        {
          cwd: workspace,
          environment,
        },
      );
      if (init.code !== 0 && !init.stderr.includes("already exists")) {
        throw init.failure("make the stack");
      }
    }
    const replaced = copyConfig(stackFile(project, stack), configFile);
    return new Session(options, configFile, environment, replaced);
  }

  /** True where the engine has a state for the stack. */
  static exists(folder: string): boolean {
    return existsSync(join(folder, "state"));
  }

  /** Runs a command of the CLI on this stack. */
  run(args: readonly string[], options: Partial<RunOptions> = {}): Promise<CliResult> {
    return runCli(this.options.engine.path, [...args, "--stack", this.options.stack, "--non-interactive"], {
      cwd: this.options.project.root,
      environment: this.environment,
      ...options,
    });
  }

  /** Runs an operation that evaluates or changes the stack, with its own copy of the configuration. */
  operate(args: readonly string[], options: Partial<RunOptions> = {}): Promise<CliResult> {
    return this.run([...args, "--config-file", this.configFile], options);
  }

  /** Replaces the stack's state. */
  async import(state: string): Promise<CliResult> {
    const file = join(this.options.folder, "engine", "import.json");
    writeFileSync(file, state, { mode: 0o600 });
    try {
      return await this.run(["stack", "import", "--file", file]);
    } finally {
      rmSync(file, { force: true });
    }
  }

  /** The stack's folder on this machine. */
  get folder(): string {
    return this.options.folder;
  }

  /** Where a preview writes its events; the next one writes over them. */
  get previewEvents(): string {
    return join(this.options.folder, "engine", "preview.jsonl");
  }

  /** Where the engine keeps the locks of this stack. */
  get lockFolder(): string {
    return join(
      this.options.folder,
      "state",
      ".pulumi",
      "locks",
      "organization",
      this.options.project.name,
      this.options.stack,
    );
  }
}

function environmentOf({ folder, engine, cloud }: SessionOptions): NodeJS.ProcessEnv {
  const state = join(folder, "state");
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const passphrase = join(folder, "passphrase");
  if (!existsSync(passphrase)) {
    writeWhole(passphrase, randomBytes(32).toString("base64"));
  }
  const { PULUMI_CONFIG_PASSPHRASE: _, PULUMI_ACCESS_TOKEN: __, ...inherited } = process.env;
  return {
    ...inherited,
    ...cloudEnvironment(cloud),
    ...marked(folder),
    // Without a second file of attributes, with a checksum of the whole state, beside the state at every step.
    PULUMI_BACKEND_URL: `file://${state}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The switch that makes `--event-log` available, as the Automation API does.
    PULUMI_DEBUG_COMMANDS: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    ...(engine.hasPlugins ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
  };
}

/**
 * Writes the copy: the user's values, what is local, and the salt that belongs to the local passphrase. The user's text is edited
 * and not written anew: quotes decide what the engine takes for a date.
 */
function copyConfig(from: string, to: string): string[] {
  const salt: unknown = existsSync(to)
    ? parseDocument(readFileSync(to, "utf8")).get("encryptionsalt")
    : undefined;
  const document = parseDocument(readFileSync(from, "utf8"));
  if (!isMap(document.contents)) {
    document.contents = document.createNode({}) as unknown as typeof document.contents;
  }
  for (const key of ["secretsprovider", "encryptedkey", "encryptionsalt", "environment"]) {
    document.delete(key);
  }
  if (typeof salt === "string") {
    document.set("encryptionsalt", salt);
  }
  if (!isMap(document.get("config"))) {
    document.set("config", document.createNode({}));
  }
  for (const key of ofTheRealAccount) {
    document.deleteIn(["config", key]);
  }
  const replaced = replaceEncrypted(document);
  for (const [key, value] of Object.entries(localOverrides)) {
    document.setIn(["config", key], value);
  }
  writeWhole(to, document.toString({ lineWidth: 0 }));
  return replaced;
}

/** An encrypted value can't be decrypted here; the program gets a stand-in that is no secret at all. */
function replaceEncrypted(document: Document): string[] {
  const replaced: string[] = [];
  visit(document, {
    Pair: (_key, pair) => {
      if (isMap(pair.value) && pair.value.items.length === 1 && pair.value.has("secure")) {
        replaced.push(isScalar(pair.key) ? String(pair.key.value) : "");
        pair.value = document.createNode("stand-in-on-the-local-cloud");
      }
    },
  });
  return replaced;
}
