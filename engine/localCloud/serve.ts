import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { startLocalCloud } from "../../local-cloud";
import { type CloudProcess, cloudFiles } from "./access";

/** What a background cloud is started with. */
export interface ServeOptions {
  readonly folder: string;
  readonly token: string;
  /** The ports that it had before, so that addresses in a state stay true; 0 for any. */
  readonly port: number;
  readonly s3Port: number;
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

/** A port that someone else has taken meanwhile is given up for a free one. */
async function startOn(options: ServeOptions): ReturnType<typeof startLocalCloud> {
  const files = cloudFiles(options.folder);
  const start = (port: number, s3Port: number) =>
    startLocalCloud({
      port,
      s3Port,
      stateFile: files.state,
      directory: files.s3,
      tokens: [options.token],
    });
  const { port, s3Port } = options;
  const choices: [number, number][] = [
    [port, s3Port],
    [port, 0],
    [0, 0],
  ];
  for (const [index, [api, s3]] of choices.entries()) {
    try {
      return await start(api, s3);
    } catch (error) {
      if (index === choices.length - 1 || (port === 0 && s3Port === 0)) {
        throw error;
      }
      process.stderr.write(
        `${error instanceof Error ? error.message : String(error)} Taking another port.\n`,
      );
    }
  }
  throw new Error("No port could be taken.");
}
