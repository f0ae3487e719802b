import { onDay } from "../asOf";
import { type Project, workingDirectory } from "../project";
import type { StackConfig } from "../stackConfig";
import { lightenPromises } from "./lightPromises";
import { type Fate, isStack, type Monitor, type Recording, record } from "./monitor";
import { plannedOutputs } from "./planned";
import { type Caught, catchAll, explain } from "./programErrors";
import type { EvaluatedResource } from "./resource";
import { SourceMaps } from "./sourceMaps";
import { SourceFinder } from "./sources";
import { unknownValue, type WireMap } from "./wire";

const stackReferenceType = "pulumi:pulumi:StackReference";

/** A program that has registered nothing for so long, while nothing is being made, is taken to hang. */
const patienceMs = 120_000;

export interface EvaluateOptions {
  readonly project: Project;
  readonly stack: string;
  readonly config: StackConfig;
  /**
   * What becomes of each custom resource. Absent: a preview, in which ids and computed outputs are unknown, as in the
   * engine's preview of a new stack.
   */
  readonly create?: Fate;
  /** A day that the program takes for today while it is loaded, which is when it reads the clock. @default the machine's */
  readonly asOf?: Date | undefined;
  /** Is told of each resource as it is registered, before anything becomes of it. */
  readonly onRegistered?: (resource: EvaluatedResource) => void;
}

export interface Evaluation {
  readonly project: string;
  readonly stack: string;
  /** Everything the engine would know, in the order of registration, with the stack and default providers. */
  readonly resources: readonly EvaluatedResource[];
  /** The stack's outputs on the wire: may hold secrets and unknowns. */
  readonly outputs: WireMap;
  /** What the program printed or logged. */
  readonly messages: readonly string[];
  /** Functions of providers that were called and could not be answered. */
  readonly unanswered: readonly string[];
}

/**
 * Runs the unmodified program in this process, under Pulumi's own mocks, with no engine, account, token or state.
 *
 * Throws `InvalidConfiguration` with every problem and its line when the program finds the configuration wrong, and
 * `ProgramFailure` for any other error. Pulumi's runtime is one object per process: evaluations must not overlap.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { project, stack, config } = options;
  const runtime = await import("@pulumi/pulumi/runtime/index.js");
  lightenPromises();
  const preview = options.create === undefined;
  const secretKeys = [...config.secretKeys];
  runtime.setAllConfig({ ...config.values }, secretKeys);
  await runtime.setMocks(
    { newResource: () => ({ id: undefined, state: {} }), call: () => ({}) },
    project.name,
    stack,
    preview,
    "organization",
  );
  // The mock monitor is Pulumi's own object; its methods are the seam.
  const monitor = runtime.getMonitor() as unknown as Monitor;
  const declared = new Map<string, Set<string>>();
  const fate: Fate = async (resource) => {
    if (!resource.custom) {
      return { outputs: {} };
    }
    if (resource.external) {
      const read = preview ? unknowns(declared.get(resource.type)) : {};
      // Which stack a reference reads is known, and nothing of what that stack says.
      const isReference = resource.type === stackReferenceType;
      return { outputs: isReference ? { ...read, ...resource.inputs } : { ...resource.inputs, ...read } };
    }
    return options.create
      ? options.create(resource)
      : {
          outputs: plannedOutputs(
            resource.type,
            resource.inputs,
            declared.get(resource.type) ?? new Set(),
            resource.options.additionalSecretOutputs,
          ),
        };
  };
  const maps = new SourceMaps();
  const sources = new SourceFinder(project.root, maps);
  const recording = record(
    monitor,
    stack,
    project.name,
    config.values,
    fate,
    (request) => sources.of(request),
    options.onRegistered,
  );

  const output = await catchAll(async (caught) => {
    const previous = process.cwd();
    process.chdir(workingDirectory(project));
    try {
      await run(
        runtime,
        () => onDay(options.asOf, () => maps.whileLoading(() => requireAfresh(project.entry))),
        declared,
        recording,
        caught,
      );
    } finally {
      await settled(recording);
      process.chdir(previous);
    }
  });
  if (output.errors.length > 0) {
    throw explain(output.errors, output.messages, project, config);
  }
  const root = recording.resources.find(isStack);
  return {
    project: project.name,
    stack,
    resources: recording.resources,
    outputs: root?.outputs ?? {},
    messages: output.messages,
    unanswered: [...recording.unanswered],
  };
}

type Runtime = typeof import("@pulumi/pulumi/runtime");

async function run(
  runtime: Runtime,
  load: () => unknown,
  declared: Map<string, Set<string>>,
  recording: Recording,
  caught: Caught,
): Promise<void> {
  const program = runtime.runInPulumiStack(async () => {
    // Only Resource's constructor knows which properties a class declares; on the wire the computed ones are missing.
    runtime.registerStackTransformation((args) => {
      const keys = declared.get(args.type) ?? new Set();
      for (const key of Object.keys(args.props)) {
        keys.add(key);
      }
      declared.set(args.type, keys);
      return undefined;
    });
    const exported = load();
    return typeof exported === "function" ? await exported() : exported;
  });
  program.catch(() => undefined);
  await Promise.race([finish(runtime, program), caught.first, hangs(recording)]);
}

/** The program has ended when its outputs are there and no registration is under way. */
async function finish(runtime: Runtime, program: Promise<unknown>): Promise<void> {
  await program;
  await (runtime as Runtime & { waitForRPCs(): Promise<void> }).waitForRPCs();
}

/** After a failure others may be in the making; what they become must be recorded before the command ends. */
async function settled(recording: Recording): Promise<void> {
  for (const end = Date.now() + patienceMs; recording.busy > 0 && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function hangs(recording: Recording): Promise<void> {
  let last = -1;
  for (let since = 0; since < patienceMs; since += 1000) {
    await new Promise((resolve) => setTimeout(resolve, 1000).unref());
    if (recording.activity !== last || recording.busy > 0) {
      last = recording.activity;
      since = 0;
    }
  }
  throw new Error(
    "The program waits for something that never happens: it has not ended and registers nothing more.",
  );
}

/** The program's own modules, as loaded by the last evaluation; they are loaded anew for the next one. */
const loaded = new Set<string>();

function requireAfresh(entry: string): unknown {
  for (const path of loaded) {
    delete require.cache[path];
  }
  // Who required a module keeps it for ever, unless it is told that it is gone.
  for (const { children } of Object.values(require.cache).flatMap((other) => other ?? [])) {
    for (let index = children.length - 1; index >= 0; index--) {
      if (loaded.has(children[index]?.filename ?? "")) {
        children.splice(index, 1);
      }
    }
  }
  loaded.clear();
  const before = new Set(Object.keys(require.cache));
  try {
    return require(entry);
  } finally {
    for (const path of Object.keys(require.cache)) {
      if (!before.has(path) && !path.includes("node_modules")) {
        loaded.add(path);
      }
    }
  }
}

function unknowns(keys: ReadonlySet<string> | undefined): WireMap {
  return Object.fromEntries([...(keys ?? [])].map((key) => [key, unknownValue]));
}
