import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { startLocalCloud } from "../../local-cloud";
import { type CloudProcess, cloudFiles } from "./access";

/** What a background cloud is started with. */
export interface ServeOptions {
  readonly folder: string;
  readonly token: string;
  /** The port that it had before, so that addresses in a state stay true; 0 for any. */
  readonly port: number;
  readonly hosts: string;
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
      caFile: cloud.caFile,
      startedAt: new Date().toISOString(),
      hosts: options.hosts,
    };
    writeFileSync(`${files.process}.new`, JSON.stringify(self, null, 2), { mode: 0o600 });
    renameSync(`${files.process}.new`, files.process);
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
