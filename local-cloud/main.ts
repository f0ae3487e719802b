import { readFlags, UsageError, usage } from "./flags";
import { startLocalCloud } from "./index";

/** Runs the local cloud until it is told to stop; gives the exit code. */
export async function main(args: readonly string[] = process.argv.slice(2)): Promise<number> {
  try {
    const read = readFlags(args);
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
