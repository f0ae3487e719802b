import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { catalog } from "../catalog";
import type { Json } from "../core/json";
import { closeServer, listen, PortTaken, reachable } from "../core/listen";
import type { ObjectPage, ObjectQuery, World } from "../core/world";
import { certificateIn } from "./certificate";
import { s3Handler } from "./front";
import { Objects } from "./objects";
import { findVersitygw, Versitygw } from "./versitygw";

/** How to start object storage. */
export interface ObjectStorageOptions {
  world: World;
  host: string;
  /** Port of the first region, the next ones following; 0 takes free ones. */
  port: number;
  /** Whether clients are told Linode's names instead of addresses. */
  names?: boolean;
  /** Where the certificate and objects are kept; without, a temporary directory. */
  directory?: string;
  /** Path of versitygw, `false` for none; without, it is looked for. */
  versitygw?: string | false;
  log: (method: string, path: string, status: number) => void;
  /** Whether a region is out; it then takes no connections. */
  isOut?: (region: string) => boolean;
}

/** S3 over TLS, one listener a region, because the bucket's region follows from where it is made. */
export interface ObjectStorage {
  /** `host:port` of each region. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** What the API says of each region: the same, or Linode's name. */
  readonly told: Readonly<Record<string, string>>;
  readonly caFile: string;
  /** Whether objects can be stored, or buckets only. */
  readonly objects: boolean;
  isEmpty(bucket: string): Promise<boolean>;
  /** A part of a bucket's objects; undefined where none can be stored. */
  list(bucket: string, query: ObjectQuery): Promise<ObjectPage | undefined>;
  forget(bucket: string): Promise<void>;
  /** What the state has to keep of it whatever else is replaced. */
  meta(): Record<string, Json>;
  /** Forgets every object. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Where the state keeps the ports, so that a restart keeps the addresses that clients have written down. */
const portsName = "s3Ports";

/** Regions with object storage. */
const regions = [...new Set(catalog.storageEndpoints.map((one) => one.region))].sort();

/** What Linode calls object storage in each region. */
const linodeNames: Readonly<Record<string, string>> = Object.fromEntries(
  catalog.storageEndpoints.map((one) => [one.region, one.s3_endpoint]),
);

/** Starts S3 in every region that has it; throws, with all that had begun ended again, where a port or folder can't be had. */
export async function startObjectStorage(options: ObjectStorageOptions): Promise<ObjectStorage> {
  const temporary = mkdtempSync(join(tmpdir(), "bastide-local-cloud-"));
  // Whole, because clients of other folders are told where the certificate is.
  const directory = resolve(options.directory ?? temporary);
  const servers: Server[] = [];
  const binary = options.versitygw === false ? undefined : findVersitygw(options.versitygw);
  const versitygw = binary === undefined ? undefined : new Versitygw(binary, directory, temporary);
  const objects = versitygw === undefined ? undefined : new Objects(versitygw);
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(closeServer));
    await versitygw?.stop();
    rmSync(temporary, { recursive: true, force: true });
  };
  try {
    requirePorts(options.port);
    makeFolder(directory);
    const { key, cert, caFile } = await certificateIn(
      directory,
      options.host,
      options.names ? Object.values(linodeNames) : [],
    );
    const endpoints: Record<string, string> = {};
    const ports: Record<string, number> = {};
    const before = (options.world.store.getMeta(portsName) ?? {}) as Record<string, number>;
    for (const [index, region] of regions.entries()) {
      const handler = s3Handler({ world: options.world, objects, log: options.log }, region);
      const server = createServer({ key, cert, minVersion: "TLSv1.2" }, (message, response) => {
        if (options.isOut?.(region)) message.socket.destroy();
        else void handler(message, response);
      });
      server.on("connection", (socket) => {
        if (options.isOut?.(region)) socket.destroy();
      });
      servers.push(server);
      const wanted = options.port === 0 ? (before[region] ?? 0) : options.port + index;
      const port = await listenOn(server, wanted, options.host, options.port === 0);
      ports[region] = port;
      endpoints[region] = reachable(options.host, port);
    }
    options.world.store.transaction(() => options.world.store.setMeta(portsName, ports));
    return {
      endpoints,
      told: options.names ? linodeNames : endpoints,
      caFile,
      objects: objects !== undefined,
      isEmpty: async (bucket) => (await objects?.isEmpty(bucket)) ?? true,
      list: async (bucket, query) => objects?.list(bucket, query),
      forget: async (bucket) => objects?.forget(bucket),
      meta: () => ({ [portsName]: ports }),
      reset: async () => {
        objects?.clear();
        await versitygw?.wipe();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function requirePorts(first: number): void {
  const last = 65_536 - regions.length;
  if (first > last) {
    throw new Error(
      `S3 takes ${regions.length} ports from ${first} on, one a region. Choose ${last} or less with --s3-port.`,
    );
  }
}

function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The folder ${directory} can't be made. Choose another with --directory. (${why})`);
  }
}

/** Listens on the port; on any free one if it is only preferred and someone else has it. */
async function listenOn(server: Server, port: number, host: string, preferred: boolean): Promise<number> {
  try {
    return await listen(server, { port, host, flag: "--s3-port" });
  } catch (error) {
    if (!(error instanceof PortTaken) || !preferred || port === 0) throw error;
    return listenOn(server, 0, host, false);
  }
}
