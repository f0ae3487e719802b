import { readFileSync } from "node:fs";
import { type Running, startLocalCloud } from "../../local-cloud";
import { writeWhole } from "../../local-cloud/core/files";
import { type HostsControl, noHosts, type Selection } from "../../local-cloud/core/hostsControl";
import type { FleetControl } from "../../local-cloud/fleet/control";
import { type CloudProcess, cloudFiles, lastSelection } from "./access";

/** What a background cloud is started with. */
export interface ServeOptions {
  readonly folder: string;
  readonly token: string;
  /** The port that it had before, so that addresses in a state stay true; 0 for any. */
  readonly port: number;
}

/** Runs the local cloud until it is told to stop. Its file appears when it answers, and only then. */
export async function serve(): Promise<void> {
  const options = JSON.parse(readFileSync(0, "utf8")) as ServeOptions;
  const files = cloudFiles(options.folder);
  try {
    const cloud = await startOn(options);
    const stop = (): void => {
      cloud.close().finally(() => process.exit(0));
    };
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
    const self: CloudProcess = {
      pid: process.pid,
      url: cloud.url,
      s3Endpoint: cloud.s3Endpoint,
      s3Addresses: cloud.s3Addresses,
      caFile: cloud.caFile,
      startedAt: new Date().toISOString(),
    };
    writeWhole(files.process, JSON.stringify(self, null, 2));
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** A port that someone else has taken meanwhile is given up for a free one. The ports of S3 are kept in the cloud's own state. */
async function startOn(options: ServeOptions): ReturnType<typeof startLocalCloud> {
  const files = cloudFiles(options.folder);
  const start = (port: number) =>
    startLocalCloud({
      port,
      stateFile: files.state,
      directory: files.s3,
      tokens: [options.token],
      // Hosts reach S3 by Linode's names. Whether there are any must not change what the program is told.
      s3Names: true,
      hosts: (cloud) => hostsOf(cloud, options.folder),
    });
  try {
    return await start(options.port);
  } catch (error) {
    if (options.port === 0) {
      throw error;
    }
    process.stderr.write(`${error instanceof Error ? error.message : String(error)} Taking another port.\n`);
    return start(0);
  }
}

/** The hosts that were chosen last, by whichever process; their means are loaded with the first choice. */
function hostsOf(cloud: Running, folder: string): HostsControl & { close(): Promise<void> } {
  const files = cloudFiles(folder);
  let control: FleetControl | undefined;
  const load = (): FleetControl => {
    const { fleetControl } =
      require("../../local-cloud/fleet/control") as typeof import("../../local-cloud/fleet/control");
    return fleetControl({
      cloud,
      folder: files.hosts,
      onProblem: (text) => void process.stderr.write(`${text}\n`),
    });
  };
  const select = (selection: Selection): void => {
    started().select(selection);
  };
  const started = (): FleetControl => {
    control ??= load();
    return control;
  };
  const last = lastSelection(folder);
  if (last !== "none") {
    select(last);
  }
  return {
    view: () => control?.view() ?? noHosts,
    select(selection) {
      writeWhole(files.selection, JSON.stringify(selection));
      select(selection);
    },
    strike: (fault) => started().strike(fault),
    shell: (host, call) => started().shell(host, call),
    close: async () => control?.close(),
  };
}
