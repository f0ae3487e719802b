import { readFileSync } from "node:fs";
import { Agent, type AgentOptions } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls, rootCertificates } from "node:tls";

import type { S3Client } from "@aws-sdk/client-s3";

/** How long a new key may take until S3 knows it. */
const keyPatience = { attempts: 40, waitMs: 1_500 } as const;

/** What an answer of S3 that is an error is called. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");

/** The SDK, loaded when it is first needed: a preview never needs it. */
export const load = () => import("@aws-sdk/client-s3");

/** An agent that connects elsewhere than where the name leads, and still asks for the name in TLS. */
function agentFor(name: string, options: AgentOptions, environment: NodeJS.ProcessEnv): Agent {
  const agent = new Agent(options);
  const addresses = JSON.parse(environment.BASTIDE_S3_ADDRESSES ?? "{}") as Record<string, string>;
  const address = addresses[name];
  if (address === undefined) return agent;
  const { hostname, port } = new URL(`https://${address}`);
  const createConnection = () =>
    connectTls({
      host: hostname,
      port: Number(port),
      servername: name,
      ...(options.ca ? { ca: options.ca } : {}),
    });
  return Object.assign(agent, { createConnection });
}

/**
 * A client of one region's S3.
 *
 * @param environment AWS_CA_BUNDLE names authorities to trust besides the usual ones; BASTIDE_S3_ADDRESSES, where a local cloud tells Linode's
 *   own names, says as JSON at which `host:port` of this machine each name is
 */
export async function connect(
  key: { readonly endpoint: string; readonly accessKey: string; readonly secretKey: string },
  environment: NodeJS.ProcessEnv,
): Promise<S3Client> {
  const { S3Client } = await load();
  const bundle = environment.AWS_CA_BUNDLE;
  const ca = bundle ? [...rootCertificates, readFileSync(bundle, "utf8")] : undefined;
  return new S3Client({
    endpoint: `https://${key.endpoint}`,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: key.accessKey, secretAccessKey: key.secretKey },
    maxAttempts: 6,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      requestTimeout: 60_000,
      httpsAgent: agentFor(key.endpoint, { ...(ca ? { ca } : {}), keepAlive: false }, environment),
    },
  });
}

/** Runs an operation with a key that may be seconds old. */
export async function patiently<T>(operation: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await operation();
    } catch (error) {
      if (nameOf(error) !== "InvalidAccessKeyId" || attempt >= keyPatience.attempts) throw error;
      await sleep(keyPatience.waitMs);
    }
  }
}
