import { isEverywhere, isLoopback } from "./core/listen";
import type { RequestEntry } from "./core/requestLog";
import type { LocalCloud, LocalCloudOptions } from "./index";

/** What a person is told once the local cloud runs: where it is, and how clients are pointed at it. */
export function greeting(cloud: LocalCloud, options: LocalCloudOptions): string {
  const { url, s3Endpoint, caFile, objects } = cloud;
  const kept = objects ? "buckets and objects" : "buckets only: install versitygw to store objects";
  const [token = ""] = cloud.tokens;
  const own = options.tokens !== undefined;
  // Tokens of someone's own are theirs to know, and never printed.
  const pulumi = own ? "" : ` LINODE_TOKEN='${token}'`;
  const linodeCli = own ? "" : ` LINODE_CLI_TOKEN='${token}'`;
  return [
    `Linode API  ${url}`,
    `S3          https://${s3Endpoint} (${kept})`,
    `State       ${options.stateFile ?? "in memory: gone when this stops (--state FILE keeps it)"}`,
    `Token       ${own ? "yours only" : "any is accepted"}`,
    `Controls    ${url}/_local`,
    "",
    `Point pulumi, terraform or linodego at it${own ? ", with LINODE_TOKEN as you chose" : ""}:`,
    `  export LINODE_URL='${url}'${pulumi} AWS_CA_BUNDLE='${caFile}'`,
    `Point linode-cli at it${own ? ", with LINODE_CLI_TOKEN as you chose" : ""}:`,
    `  export LINODE_CLI_API_HOST='${new URL(url).host}' LINODE_CLI_API_SCHEME=http${linodeCli}`,
    "",
    "Ctrl-C stops it.",
    "",
  ].join("\n");
}

/** The same for scripts, as one line; `token` is left out where it is someone's own. */
export function greetingForScripts(cloud: LocalCloud, options: LocalCloudOptions): string {
  const { url, s3Endpoint, s3Endpoints, caFile, objects } = cloud;
  const token = options.tokens === undefined ? { token: cloud.tokens[0] } : {};
  return `${JSON.stringify({ url, ...token, s3Endpoint, s3Endpoints, caFile, objects, pid: process.pid })}\n`;
}

/** What whoever opens the local cloud to the network has to know; empty where nobody else reaches it. */
export function exposureWarning({ host, tokens }: LocalCloudOptions): string {
  if (host === undefined || isLoopback(host)) return "";
  const who = tokens === undefined ? "anyone there may use it: any token is accepted" : "your tokens open it";
  return [
    `Warning: with --host ${host} other machines reach this API over plain HTTP, and ${who}.`,
    ...(tokens === undefined ? ["  Choose tokens with --token or --token-file, or leave --host out."] : []),
    ...(isEverywhere(host)
      ? [
          "  Answers name 127.0.0.1, also where S3 is. For clients elsewhere, name one address of this machine.",
        ]
      : []),
    "  The controls below /_local go on answering to this machine only.",
    "",
  ].join("\n");
}

/** Seconds that the clock may be off before anyone is told: less than it takes to start. */
const unnoticed = 5;

/** Says that dates aren't this machine's, as they stay what a state file kept; empty where they are. */
export function clockHint({ world }: LocalCloud): string {
  const { clock } = world;
  const seconds = Math.round((clock.now().getTime() - Date.now()) / 1000);
  if (Math.abs(seconds) <= unnoticed) return "";
  const side = seconds > 0 ? "ahead of" : "behind";
  return `The clock says ${clock.timestamp()} (UTC), ${Math.abs(seconds)} s ${side} this machine's, as the state file keeps it.\n`;
}

/** What is said at the end. */
export function farewell({ stateFile }: LocalCloudOptions): string {
  return stateFile === undefined ? "Stopped.\n" : `Stopped. The state is in ${stateFile}.\n`;
}

/** One request as a line: nothing that may be secret is in it. */
export function requestLine({ time, method, path, status, milliseconds, fault }: RequestEntry): string {
  const answer = status === 0 ? "no answer" : String(status);
  const struck = fault === undefined ? "" : `  fault ${fault.rule} (${fault.effect})`;
  return `${time}  ${method} ${path}  ${answer}  ${milliseconds} ms${struck}\n`;
}

/** Says once that a client asked for what isn't offered here. */
export function gapLine(method: string, path: string): string {
  return `${method} ${path} is not offered here, and was answered as an unknown path: docs/local-cloud-coverage.md says what is.\n`;
}
