import { parseArgs } from "node:util";
import { type LocalCloudOptions, startLocalCloud } from "./index";

const usage = `Usage: bastide local-cloud [options]

A Linode API on this machine.

  --port N                 port of the API (default 4300; 0 takes a free one)
  --s3-port N              port of S3 over TLS (default: a free one)
  --host ADDRESS           address to listen on (default 127.0.0.1)
  --state FILE             keep the state in a file (default: gone with the process)
  --speed N                how many times faster than Linode jobs run (default 1000)
  --token TOKEN            accept this API token only; repeatable (default: any)
  --volume-encryption X    enabled or disabled: a volume's encryption when a request names none (default disabled)
  --versitygw PATH|none    server for objects (default: looked for)
  --json                   print what a client needs as one line of JSON
  --help                   show this`;

const flags = {
  port: { type: "string" },
  "s3-port": { type: "string" },
  host: { type: "string" },
  state: { type: "string" },
  speed: { type: "string" },
  token: { type: "string", multiple: true },
  "volume-encryption": { type: "string" },
  versitygw: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

const defaultPort = 4300;

/** A mistake in the command line: its text is all there is to say. */
class UsageError extends Error {}

function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new UsageError(`--${name} must be a number, not "${text}".`);
  return Number(text);
}

/** Reads the command line; undefined when only help was asked for. */
function readOptions(args: readonly string[]): { options: LocalCloudOptions; json: boolean } | undefined {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nTry: bastide local-cloud --help`);
  }
  if (values.help) return undefined;
  const encryption = values["volume-encryption"];
  if (encryption !== undefined && encryption !== "enabled" && encryption !== "disabled") {
    throw new UsageError(`--volume-encryption must be enabled or disabled, not "${encryption}".`);
  }
  const speed = number("speed", values.speed);
  const s3Port = number("s3-port", values["s3-port"]);
  const options: LocalCloudOptions = {
    port: number("port", values.port) ?? defaultPort,
    ...(s3Port === undefined ? {} : { s3Port }),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.state === undefined ? {} : { stateFile: values.state }),
    ...(speed === undefined ? {} : { speed }),
    ...(values.token === undefined ? {} : { tokens: values.token }),
    ...(encryption === undefined ? {} : { volumeEncryptionDefault: encryption }),
    ...(values.versitygw === undefined
      ? {}
      : { versitygw: values.versitygw === "none" ? false : values.versitygw }),
  };
  return { options, json: values.json ?? false };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: flags, allowPositionals: false }).values;
}

/** Runs the local cloud until it is told to stop; gives the exit code. */
export async function main(args: readonly string[] = process.argv.slice(2)): Promise<number> {
  try {
    const read = readOptions(args);
    if (read === undefined) {
      process.stdout.write(`${usage}\n`);
      return 0;
    }
    const cloud = await startLocalCloud(read.options);
    const token = read.options.tokens === undefined ? cloud.tokens[0] : "…";
    const { url, s3Endpoint, caFile, objects } = cloud;
    const stopped = stopSignal();
    if (read.json)
      process.stdout.write(`${JSON.stringify({ url, s3Endpoint, caFile, objects, pid: process.pid })}\n`);
    else {
      const kept = objects ? "buckets and objects" : "buckets only: install versitygw to store objects";
      process.stdout.write(
        [
          `Linode API  ${url}`,
          `S3          https://${s3Endpoint} (${kept})`,
          `State       ${read.options.stateFile ?? "in memory"}`,
          "",
          "Point pulumi, terraform or linodego at it:",
          `  export LINODE_URL=${url} LINODE_TOKEN=${token} AWS_CA_BUNDLE=${caFile}`,
          "Point linode-cli at it:",
          `  export LINODE_CLI_TOKEN=${token} LINODE_CLI_API_HOST=${new URL(url).host} LINODE_CLI_API_SCHEME=http`,
          "",
        ].join("\n"),
      );
    }
    await stopped;
    await cloud.close();
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}

if (require.main === module) {
  void main().then((code) => {
    process.exitCode = code;
  });
}
