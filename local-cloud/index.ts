import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Addresses } from "./core/addresses";
import { Clock } from "./core/clock";
import { answerControl } from "./core/control";
import { Jobs } from "./core/jobs";
import { RequestLog } from "./core/requestLog";
import { install, routesOf } from "./core/routes";
import { type Gate, requestHandler } from "./core/server";
import { defaultSettings, type Settings } from "./core/settings";
import { StateFile } from "./core/stateFile";
import { type Snapshot, Store } from "./core/store";
import { tokenDigest } from "./core/tokens";
import type { World } from "./core/world";
import { sections } from "./resources";
import { type ObjectStorage, startObjectStorage } from "./s3";

/** How to start. */
export interface LocalCloudOptions extends Partial<Settings> {
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
    let objectStorage: ObjectStorage | undefined;
    const world = makeWorld(store, clock, options, {
      endpoint: (region) => objectStorage?.endpoints[region] ?? "",
      isEmpty: async (bucket) => (await objectStorage?.isEmpty(bucket)) ?? true,
      forget: async (bucket) => objectStorage?.forget(bucket),
    });
    for (const section of sections) install(world, section);
    if (opened !== undefined) keep(world, opened);
    closers.push(() => world.jobs.close());

    const log = new RequestLog(world.settings.journalLength);
    objectStorage = await startObjectStorage({
      world,
      log: (method, path, status) =>
        log.add({ time: clock.timestamp(), method, path: `s3:${path}`, status, milliseconds: 0 }),
      host: options.host ?? "127.0.0.1",
      port: options.s3Port ?? 0,
      ...(options.versitygw === undefined ? {} : { versitygw: options.versitygw }),
      ...directoryOf(options),
    });
    const storage = objectStorage;
    closers.push(() => storage.close());

    const restore = async (snapshot: Snapshot): Promise<void> => {
      store.restore(snapshot);
      opened?.file.compact(store.snapshot(), clock.state());
      await storage.reset();
      world.jobs.runDue();
    };
    const server = createServer(
      requestHandler({
        world,
        log,
        endpoints: sections.flatMap(routesOf),
        gates: options.gates ?? [],
        tokens: options.tokens === undefined ? undefined : new Set(options.tokens.map(tokenDigest)),
        control: (request, path, body) => answerControl({ world, log, restore }, request, path, body),
      }),
    );
    server.keepAliveTimeout = 60_000;
    const url = await listen(server, options.port ?? 0, options.host ?? "127.0.0.1");
    closers.push(() => closeServer(server));
    world.jobs.runDue();
    return {
      url,
      s3Endpoint: storage.endpoints[mainRegion] ?? "",
      s3Endpoints: storage.endpoints,
      caFile: storage.caFile,
      tokens: options.tokens ?? [defaultToken],
      objects: storage.objects,
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
  const settings: Settings = {
    volumeEncryptionDefault: options.volumeEncryptionDefault ?? defaultSettings.volumeEncryptionDefault,
    interfacesForNewLinodes: options.interfacesForNewLinodes ?? defaultSettings.interfacesForNewLinodes,
    journalLength: options.journalLength ?? defaultSettings.journalLength,
  };
  const jobs = new Jobs<World>(store, clock);
  const world: World = { store, clock, jobs, settings, objectStore, addresses: new Addresses(store) };
  jobs.attach(world);
  return world;
}

/** Brings back what the file held, and writes every transaction to it from now on. */
function keep(world: World, { file, saved }: ReturnType<typeof StateFile.open>): void {
  const { store, clock } = world;
  if (saved !== undefined) {
    store.restore(saved.snapshot);
    for (const changes of saved.changes) store.replay(changes);
    clock.restore(saved.clock);
  }
  file.compact(store.snapshot(), clock.state());
  let full = false;
  store.onCommit((changes) => {
    full = file.append(changes, clock.state());
    if (full) setImmediate(() => full && file.compact(store.snapshot(), clock.state()));
  });
}

function directoryOf(options: LocalCloudOptions): { directory?: string } {
  if (options.directory !== undefined) return { directory: options.directory };
  return options.stateFile === undefined ? {} : { directory: `${options.stateFile}.objects` };
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(
        taken
          ? new Error(`Port ${port} is taken on ${host}. Stop what uses it, or choose another with --port.`)
          : error,
      );
    });
    server.listen(port, host, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${actual}`;
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
