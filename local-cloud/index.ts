import { createServer } from "node:http";
import { Addresses } from "./core/addresses";
import { Clock } from "./core/clock";
import { answerControl, type ControlOptions } from "./core/control";
import type { Endpoint } from "./core/definition";
import { type FaultInput, Faults } from "./core/faults";
import { jobFaults } from "./core/faults/jobs";
import type { HostsControl } from "./core/hostsControl";
import { Jobs } from "./core/jobs";
import { keepIn, movedTo } from "./core/keep";
import { closeServer, listen, reachable } from "./core/listen";
import { type RateLimitSettings, RateLimits } from "./core/rateLimits";
import { type RequestListeners, RequestLog } from "./core/requestLog";
import { install, routesOf } from "./core/routes";
import { type Gate, requestHandler } from "./core/server";
import { defaultSettings, type Preset, presets, type Settings } from "./core/settings";
import { StateFile, withoutLinks } from "./core/stateFile";
import { type Snapshot, Store } from "./core/store";
import { Targets } from "./core/target";
import { tokenDigest } from "./core/tokens";
import type { World } from "./core/world";
import { faultRules } from "./faultRules";
import { contradictions } from "./invariants";
import { requireSound } from "./invariants/snapshot";
import { sections } from "./resources";
import { type ObjectStorageOptions, startObjectStorage } from "./s3";
import { addressesByName } from "./s3/addresses";
import { LateObjectStorage } from "./s3/late";

/** How to start. */
export interface LocalCloudOptions extends Partial<Settings>, RequestListeners {
  /** What Linode changed between versions of its API, all at once; single settings win over it. @default "2025" */
  preset?: Preset;
  /** Faults from the start. */
  faults?: readonly FaultInput[];
  /** Whether requests are limited, and by which figures. @default { mode: "off" } */
  rateLimits?: RateLimitSettings;
  /** Port of the API; 0 takes a free one. @default 0 */
  port?: number;
  /** Address to listen on. @default "127.0.0.1" */
  host?: string;
  /** Port of S3 in the first region, the others following; 0 takes free ones. @default 0 */
  s3Port?: number;
  /**
   * Whether the API tells Linode's own names of object storage instead of this machine's addresses, for hosts that reach S3 by them. Clients
   * here still connect to `s3Endpoints`, whose certificate then has those names too. @default false
   */
  s3Names?: boolean;
  /** File that keeps the state; without, it is gone with the process. */
  stateFile?: string;
  /** Directory for the certificate and objects; without, beside the state file or a temporary one. */
  directory?: string;
  /** How many times faster than Linode jobs run; 0 stops them until the clock is advanced. @default 1000 */
  speed?: number;
  /** Accepted API tokens, beside those made over the API; without, any token is accepted. */
  tokens?: readonly string[];
  /** Server for objects: its path, `false` for none; without, it is looked for. */
  versitygw?: string | false;
  /** Makes what boots instances as hosts of this machine. Without, there are none. */
  hosts?: (cloud: Running) => HostsControl & { close(): Promise<void> };
  /** Called before each request's own work; may throw an ApiError in its place. */
  gates?: readonly Gate[];
}

/** A running local cloud. */
export interface LocalCloud {
  /** Where the API is, without a version: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** `host:port` of S3 in fr-par, always over TLS. */
  readonly s3Endpoint: string;
  /** The same for every region with object storage. */
  readonly s3Endpoints: Readonly<Record<string, string>>;
  /** The same by Linode's own names: `BASTIDE_S3_ADDRESSES` for clients, where the API tells those (`s3Names`). */
  readonly s3Addresses: Readonly<Record<string, string>>;
  /** Certificate authority to trust for S3 (`AWS_CA_BUNDLE`). */
  readonly caFile: string;
  /** A token that works. */
  readonly tokens: readonly string[];
  /** Whether objects can be stored, or buckets only. */
  readonly objects: boolean;
  /** What it works on; for tests, as clients know the API only. */
  readonly world: World;
  /** Stops listening, ends helpers, and lets go of the state file. */
  close(): Promise<void>;
}

/** What is known of a local cloud when its API and S3 answer. */
export type Running = Omit<LocalCloud, "close">;

const defaultSpeed = 1000;
const defaultHost = "127.0.0.1";
const defaultToken = "local-cloud";
const mainRegion = "fr-par";

/** Milliseconds that a connection may lie idle: longer than clients keep one for later. */
const keepAliveMilliseconds = 60_000;

/**
 * Starts a Linode API on this machine; throws, with all that had begun ended again, where a flag, a file or a port doesn't allow
 * it.
 */
export async function startLocalCloud(given: LocalCloudOptions = {}): Promise<LocalCloud> {
  const options =
    given.stateFile === undefined ? given : { ...given, stateFile: withoutLinks(given.stateFile) };
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    const opened = options.stateFile === undefined ? undefined : StateFile.open(options.stateFile);
    closers.push(() => opened?.file.close());
    const parts = assemble(options);
    const { world, storage } = parts;
    if (opened !== undefined) keepIn(world, opened);
    closers.push(() => world.jobs.close());
    closers.push(() => storage.close());
    for (const fault of options.faults ?? []) parts.faults.add(fault);
    parts.limits.set(options.rateLimits ?? {});
    const late: { hosts?: HostsControl } = {};
    const server = createServer(handlerOf(parts, opened?.file, options, late));
    server.keepAliveTimeout = keepAliveMilliseconds;
    const host = options.host ?? defaultHost;
    const port = await listen(server, { port: options.port ?? 0, host, flag: "--port" });
    closers.push(() => closeServer(server));
    world.api.url = `http://${reachable(host, port)}`;
    world.jobs.hold();
    // The API answers already. What asks for object storage waits for it.
    const { endpoints, caFile, objects } = await storage.started();
    const running: Running = {
      url: world.api.url,
      s3Endpoint: endpoints[mainRegion] ?? "",
      s3Endpoints: endpoints,
      s3Addresses: addressesByName(endpoints),
      caFile,
      tokens: options.tokens ?? [defaultToken],
      objects,
      world,
    };
    const hosts = options.hosts?.(running);
    if (hosts !== undefined) {
      late.hosts = hosts;
      closers.push(() => hosts.close());
    }
    return { ...running, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a local cloud is made of, before it has a state or listens. */
interface Parts {
  world: World;
  storage: LateObjectStorage;
  endpoints: readonly Endpoint[];
  targets: Targets;
  log: RequestLog;
  faults: Faults;
  limits: RateLimits;
}

function assemble(options: LocalCloudOptions): Parts {
  const storage: LateObjectStorage = new LateObjectStorage(() =>
    startObjectStorage(storageOptions(options, world, log, faults)),
  );
  const world = emptyWorld(options, storage);
  const targets = new Targets(
    world,
    sections.flatMap((section) => section.resources ?? []),
  );
  const { clock, jobs, settings } = world;
  const log = new RequestLog(settings.journalLength, options);
  const faults = new Faults(faultRules);
  jobs.exposeTo(jobFaults(faults, targets, log, clock));
  faults.onChange(() => jobs.hold());
  const limits = new RateLimits(() => clock.now().getTime());
  return { world, storage, endpoints: sections.flatMap(routesOf), targets, log, faults, limits };
}

function handlerOf(
  parts: Parts,
  file: StateFile | undefined,
  options: LocalCloudOptions,
  late: { readonly hosts?: HostsControl },
): ReturnType<typeof requestHandler> {
  const { world, storage, ...rest } = parts;
  const control: ControlOptions = {
    ...rest,
    world,
    restore: (saved) => restore(parts, file, saved),
    contradictions: () => contradictions(world),
    get hosts() {
      return late.hosts;
    },
  };
  const awaitStorage: Gate = async ({ path }) => {
    if (!storage.isRunning && path.startsWith("/object-storage")) await storage.started();
  };
  return requestHandler({
    ...rest,
    world,
    gates: [awaitStorage, ...(options.gates ?? [])],
    tokens: options.tokens === undefined ? undefined : new Set(options.tokens.map(tokenDigest)),
    control: (request, to, body) => answerControl(control, request, to, body),
  });
}

/** Replaces the state, in the file too, and empties what depends on it; gives the buckets whose objects went. */
async function restore(
  { world, storage }: Parts,
  file: StateFile | undefined,
  saved: Snapshot,
): Promise<string[]> {
  const { store, clock, jobs } = world;
  requireSound(saved, emptyWorld({}, world.objectStore));
  const objects = await storage.started();
  const emptied: string[] = [];
  for (const { id } of store.all("bucket")) if (!(await objects.isEmpty(id))) emptied.push(id);
  const { meta, tables } = movedTo(saved, clock.jobTime());
  // The ports stay, as they are written down elsewhere.
  const snapshot = { meta: { ...meta, ...objects.meta() }, tables };
  file?.compact(snapshot, clock.state());
  store.restore(snapshot);
  await objects.reset();
  jobs.hold();
  return emptied;
}

/** A world with every index and job type, and nothing in it. */
function emptyWorld(options: LocalCloudOptions, objectStore: World["objectStore"]): World {
  const world = makeWorld(options, objectStore);
  for (const section of sections) install(world, section);
  return world;
}

function makeWorld(options: LocalCloudOptions, objectStore: World["objectStore"]): World {
  const store = new Store();
  const clock = new Clock(options.speed ?? defaultSpeed);
  const usual = { ...defaultSettings, ...presets[options.preset ?? "2025"] };
  const settings: Settings = {
    volumeEncryptionDefault: options.volumeEncryptionDefault ?? usual.volumeEncryptionDefault,
    interfacesForNewLinodes: options.interfacesForNewLinodes ?? usual.interfacesForNewLinodes,
    journalLength: options.journalLength ?? usual.journalLength,
  };
  const jobs = new Jobs<World>(store, clock);
  const addresses = new Addresses(store);
  const world: World = {
    store,
    clock,
    jobs,
    settings,
    objectStore,
    addresses,
    scriptData: new Map(),
    boots: new Map(),
    api: { url: "" },
  };
  jobs.attach(world);
  return world;
}

function storageOptions(
  options: LocalCloudOptions,
  world: World,
  log: RequestLog,
  faults: Faults,
): ObjectStorageOptions {
  return {
    world,
    log: (method, path, status) =>
      log.add({ time: world.clock.timestamp(), method, path: `s3:${path}`, status, milliseconds: 0 }),
    isOut: (region) => faults.isOut(region),
    host: options.host ?? defaultHost,
    port: options.s3Port ?? 0,
    names: options.s3Names ?? false,
    ...(options.versitygw === undefined ? {} : { versitygw: options.versitygw }),
    ...directoryOf(options),
  };
}

function directoryOf(options: LocalCloudOptions): { directory?: string } {
  if (options.directory !== undefined) return { directory: options.directory };
  return options.stateFile === undefined ? {} : { directory: `${options.stateFile}.objects` };
}
