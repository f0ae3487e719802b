import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { stringify } from "yaml";
import { loadProject, stackFolder } from "../../../engine/project";
import type { EngineEvent } from "../../../engine/pulumi/events";
import { type EngineInstallation, findEngine } from "../../../engine/pulumi/find";
import { Session } from "../../../engine/pulumi/session";
import { selfSigned } from "../support/certificate";
import type { ClientCloud } from "../support/cloud";
import { sshKey } from "../support/samples";

const root = resolve(__dirname, "..", "..", "..");
const source = join(__dirname, "program");
const stack = "dev";

/** Why the provider can't be driven here; empty where it can. */
export const noProvider = ((): string => {
  const found = findEngine(loadProject(source));
  if (!found.usable) return found.reason;
  return found.engine.hasPlugins ? "" : "the providers are not installed";
})();

/** A resource in the engine's state. */
export interface StateResource {
  readonly type: string;
  readonly urn: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What an operation did: `TYPE NAME: OPERATION` of everything that it touched. */
export interface Outcome {
  /** What went wrong, one below the other; empty if nothing did. */
  readonly errors: string;
  readonly steps: readonly string[];
}

/** The stack of the program that makes every type, on one local cloud. */
export interface ProviderStack {
  /** Chooses the first or the second state of the program, and runs an operation of the engine. */
  run(args: readonly string[], changed: boolean): Promise<Outcome>;
  state(): Promise<readonly StateResource[]>;
  close(): void;
}

/** Copies the program into a folder of its own and makes its stack. */
export async function openStack(cloud: ClientCloud): Promise<ProviderStack> {
  const folder = mkdtempSync(join(tmpdir(), "bastide-every-type-"));
  cpSync(source, folder, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const imageFile = join(folder, "disk.img.gz");
  writeFileSync(imageFile, Buffer.from("1f8b08000000000000030300000000000000000000", "hex"));
  const { certificate, private_key: privateKey } = await selfSigned("shelf.every.example");
  const account = await accountOf(cloud);
  const config = { account, publicKey: sshKey, certificate, privateKey, imageFile, objects: cloud.objects };
  const project = loadProject(folder);
  const open = (changed: boolean): Promise<Session> => {
    const values = Object.fromEntries(
      Object.entries({ ...config, changed }).map(([key, value]) => [`${project.name}:${key}`, value]),
    );
    writeFileSync(join(folder, `Pulumi.${stack}.yaml`), stringify({ config: values }));
    return Session.open({
      project,
      stack,
      folder: stackFolder(project, stack),
      engine: engineFor(folder),
      cloud: {
        url: cloud.url,
        token: cloud.tokens[0] ?? "",
        s3Endpoint: cloud.s3Endpoint,
        caFile: cloud.caFile,
      },
    });
  };
  return {
    run: async (args, changed) => {
      const session = await open(changed);
      const events: EngineEvent[] = [];
      const { code, stderr } = await session.operate(args, {
        events: { file: session.previewEvents, onEvent: (event) => events.push(event) },
      });
      const errors = events.flatMap(({ diagnosticEvent: found }) =>
        found?.severity === "error" ? [found.message.trim()] : [],
      );
      return {
        errors:
          code === 0 ? errors.join("\n") : [...errors, unfinished(events), stderr.slice(-2_000)].join("\n"),
        steps: events.flatMap(stepOf).sort(),
      };
    },
    state: async () => {
      const { stdout } = await (await open(false)).run(["stack", "export", "--show-secrets"]);
      return JSON.parse(stdout).deployment.resources ?? [];
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What the program adopts and names, as the API shows it. */
async function accountOf(cloud: ClientCloud): Promise<unknown> {
  const get = async (path: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`${cloud.url}/v4${path}`, {
      headers: { Authorization: `Bearer ${cloud.tokens[0]}` },
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const [profile, account, settings] = await Promise.all(
    ["/profile", "/account", "/account/settings"].map(get),
  );
  return { username: profile?.username, email: account?.email, settings };
}

function engineFor(folder: string): EngineInstallation {
  const found = findEngine(loadProject(folder));
  return found.usable ? found.engine : expect.fail(found.reason);
}

/** What was begun and never ended, where an operation took too long. */
function unfinished(events: readonly EngineEvent[]): string {
  const urns = new Set<string>();
  for (const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } of events) {
    if (resourcePreEvent !== undefined) urns.add(resourcePreEvent.metadata.urn);
    const ended = resOutputsEvent ?? resOpFailedEvent;
    if (ended !== undefined) urns.delete(ended.metadata.urn);
  }
  return urns.size === 0 ? "" : `Not ended: ${[...urns].map((urn) => urn.split("::").at(-1)).join(", ")}`;
}

const quiet = new Set(["same", "read", "refresh"]);

function stepOf({ resOutputsEvent }: EngineEvent): string[] {
  const step = resOutputsEvent?.metadata;
  if (step === undefined || quiet.has(step.op) || !step.type.startsWith("linode:")) return [];
  return [`${typeName(step.type)} ${step.urn.split("::").at(-1)}: ${step.op}`];
}

/** `Volume` of `linode:index/volume:Volume`. */
export function typeName(type: string): string {
  return type.split(":").at(-1) ?? type;
}
