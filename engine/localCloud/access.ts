import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Selection } from "../../local-cloud/core/hostsControl";
import { isAlive } from "../../local-cloud/core/processes";

/** How to reach a stack's local cloud. The token opens nothing but that. */
export interface CloudAccess {
  /** The API's address without a version, for example `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly token: string;
  /** S3, as host:port; empty where there is none. */
  readonly s3Endpoint: string;
  /** The certificate authority of the S3 service, as PEM; empty where there is none. */
  readonly caFile: string;
  /** Where S3 is on this machine, as host:port by the name that the API tells; none where that is the address itself. */
  readonly s3Addresses?: Readonly<Record<string, string>>;
}

/** What is known of a background process; the token is in a file of its own, so that this one can be shown. */
export interface CloudProcess {
  readonly pid: number;
  readonly url: string;
  readonly s3Endpoint: string;
  readonly caFile: string;
  /** When it started, ISO 8601. */
  readonly startedAt: string;
  /** S3 of each region by the name that the API tells, as host:port of this machine. */
  readonly s3Addresses: Readonly<Record<string, string>>;
}

/** The files of a stack's local cloud, all below `.bastide/STACK`. */
export function cloudFiles(folder: string) {
  return {
    process: join(folder, "cloud.json"),
    token: join(folder, "cloud.token"),
    state: join(folder, "cloud-state.json"),
    log: join(folder, "cloud.log"),
    s3: join(folder, "s3"),
    /** Which instances are hosts; it outlives the process. */
    selection: join(folder, "hosts.json"),
    /** Disks, volumes and whatever else hosts have. */
    hosts: join(folder, "hosts"),
  } as const;
}

/** What was chosen last for the stack's local cloud, whether it runs or not. */
export function lastSelection(folder: string): Selection {
  const file = cloudFiles(folder).selection;
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Selection) : "none";
}

/** What the last local cloud of the stack wrote about itself; undefined where there is none, or its file is damaged. */
export function readCloudProcess(folder: string): CloudProcess | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(cloudFiles(folder).process, "utf8"));
    return typeof value === "object" && value !== null && "pid" in value && "url" in value
      ? (value as CloudProcess)
      : undefined;
  } catch {
    return undefined;
  }
}

/** True while the process runs and is a local cloud, not another program that was given its number. */
export function isRunning({ pid }: CloudProcess): boolean {
  if (!isAlive(pid)) {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, "utf8").includes("serveCloud");
}

/** The access to a running local cloud; undefined where there is none. */
export function readAccess(folder: string): CloudAccess | undefined {
  const found = readCloudProcess(folder);
  if (found === undefined || !isRunning(found)) {
    return undefined;
  }
  try {
    const token = readFileSync(cloudFiles(folder).token, "utf8").trim();
    const { url, s3Endpoint, caFile, s3Addresses } = found;
    return { url, s3Endpoint, caFile, s3Addresses, token };
  } catch {
    return undefined;
  }
}

/** Sends a request to the local cloud, with its token. `path`: with the version, or of a control. */
export const requestCloud = (
  { url, token }: CloudAccess,
  path: string,
  init: Omit<RequestInit, "headers"> = {},
): Promise<Response> =>
  fetch(`${url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });

/** True when the API answers to the token. */
export async function isHealthy(access: CloudAccess): Promise<boolean> {
  try {
    return (await requestCloud(access, "/v4/regions", { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
