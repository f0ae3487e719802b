import { createServer } from "node:http";
import { Addresses } from "./core/addresses";
import { Clock } from "./core/clock";
import { answerControl } from "./core/control";
import type { Endpoint } from "./core/definition";
import { type FaultInput, Faults } from "./core/faults";
import { jobFaults } from "./core/faults/jobs";
import { Jobs } from "./core/jobs";
import { keepIn, movedTo } from "./core/keep";
import { closeServer, listen, reachable } from "./core/listen";
import { type RateLimitSettings, RateLimits } from "./core/rateLimits";
import { type RequestListeners, RequestLog } from "./core/requestLog";
import { install, routesOf } from "./core/routes";
import { type Gate, requestHandler } from "./core/server";
import { defaultSettings, type Preset, presets, type Settings } from "./core/settings";
import { StateFile } from "./core/stateFile";
import { type Snapshot, Store } from "./core/store";
import { Targets } from "./core/target";
import { tokenDigest } from "./core/tokens";
import type { World } from "./core/world";
import { contradictions } from "./invariants";
import { sections } from "./resources";
import { type ObjectStorage, type ObjectStorageOptions, startObjectStorage } from "./s3";

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
  /** Certificate authority to trust for S3 (`AWS_CA_BUNDLE`). */
  readonly caFile: string;
  /** A token that works. */
  readonly tokens: readonly string[];
  /** Whether objects can be stored, or buckets only. */
  readonly objects: boolean;
  /** What it works on; for tests and other rooms' drills. */
  readonly world: World;
  /** Stops listening, ends helpers, writes the state down. */
  close(): Promise<void>;
}

const defaultSpeed = 1000;
const defaultToken = "local-cloud";
const mainRegion = "fr-par";

/** Starts a Linode API on this machine. */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const store = new Store();
  const clock = new Clock(options.speed ?? defaultSpeed);
  const opened = options.stateFile === undefined ? undefined : StateFile.open(options.stateFile);
  const closers: (() => unknown)[] = [() => opened?.file.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    let ready: ObjectStorage | undefined;
    let starting: Promise<ObjectStorage> | undefined;
    const start = async (): Promise<ObjectStorage> => {
      ready = await startObjectStorage(storageOptions(options, world, log, faults));
      return ready;
    };
    const storage = (): Promise<ObjectStorage> => {
      starting ??= start();
      return starting;
    };
    const world = makeWorld(store, clock, options, {
      endpoint: (region) => ready?.endpoints[region] ?? "",
      isEmpty: async (bucket) => (await storage()).isEmpty(bucket),
      list: async (bucket, query) =>
        (await (await storage()).list(bucket, query)) ?? { objects: [], next: null },
      forget: async (bucket) => (await storage()).forget(bucket),
    });
    const resources = sections.flatMap((section) => section.resources ?? []);
    const endpoints: readonly Endpoint[] = sections.flatMap(routesOf);
    for (const section of sections) install(world, section);
    const log = new RequestLog(world.settings.journalLength, options);
    const targets = new Targets(world, resources);
    const faults = new Faults();
    world.jobs.exposeTo(jobFaults(faults, targets, log, clock));
    if (opened !== undefined) keepIn(world, opened);
    closers.push(() => world.jobs.close());

    closers.push(async () => (await starting?.catch(() => undefined))?.close());

    const restore = async (saved: Snapshot): Promise<void> => {
      const objects = await storage();
      const { meta, tables } = movedTo(saved, clock.jobTime());
      // The ports stay, as they are written down elsewhere.
      const snapshot = { meta: { ...meta, ...objects.meta() }, tables };
      opened?.file.compact(snapshot, clock.state());
      store.restore(snapshot);
      await objects.reset();
      world.jobs.hold();
    };
    faults.onChange(() => world.jobs.hold());
    for (const fault of options.faults ?? []) faults.add(fault);
    const limits = new RateLimits(() => clock.now().getTime());
    limits.set(options.rateLimits ?? {});
    const control = {
      ...{ world, log, faults, limits, endpoints, restore },
      contradictions: () => contradictions(world),
    };
    const server = createServer(
      requestHandler({
        world,
        log,
        endpoints,
        faults,
        limits,
        targets,
        gates: [
          async ({ path }) => {
            if (ready === undefined && path.startsWith("/object-storage")) await storage();
          },
          ...(options.gates ?? []),
        ],
        tokens: options.tokens === undefined ? undefined : new Set(options.tokens.map(tokenDigest)),
        control: (request, to, body) => answerControl(control, request, to, body),
      }),
    );
    server.keepAliveTimeout = 60_000;
    const host = options.host ?? "127.0.0.1";
    const url = `http://${reachable(host, await listen(server, { port: options.port ?? 0, host, flag: "--port" }))}`;
    closers.push(() => closeServer(server));
    world.api.url = url;
    world.jobs.hold();
    // The API answers already. What asks for object storage waits for it.
    const objectStorage = await storage();
    return {
      url,
      s3Endpoint: objectStorage.endpoints[mainRegion] ?? "",
      s3Endpoints: objectStorage.endpoints,
      caFile: objectStorage.caFile,
      tokens: options.tokens ?? [defaultToken],
      objects: objectStorage.objects,
      world,
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function makeWorld(
  store: Store,
  clock: Clock,
  options: LocalCloudOptions,
  objectStore: World["objectStore"],
): World {
  const usual = { ...defaultSettings, ...presets[options.preset ?? "2025"] };
  const settings: Settings = {
    volumeEncryptionDefault: options.volumeEncryptionDefault ?? usual.volumeEncryptionDefault,
    interfacesForNewLinodes: options.interfacesForNewLinodes ?? usual.interfacesForNewLinodes,
    journalLength: options.journalLength ?? usual.journalLength,
  };
  const jobs = new Jobs<World>(store, clock);
  const addresses = new Addresses(store);
  const world: World = { store, clock, jobs, settings, objectStore, addresses, api: { url: "" } };
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
    host: options.host ?? "127.0.0.1",
    port: options.s3Port ?? 0,
    ...(options.versitygw === undefined ? {} : { versitygw: options.versitygw }),
    ...directoryOf(options),
  };
}

function directoryOf(options: LocalCloudOptions): { directory?: string } {
  if (options.directory !== undefined) return { directory: options.directory };
  return options.stateFile === undefined ? {} : { directory: `${options.stateFile}.objects` };
}
