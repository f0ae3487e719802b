import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { rootCertificates } from "node:tls";

import type { S3Client } from "@aws-sdk/client-s3";

/** How long a new key may take until S3 knows it. */
const keyPatience = { attempts: 40, waitMs: 1_500 } as const;

/** What an answer of S3 that is an error is called. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");

/** The SDK, loaded when it is first needed: a preview never needs it. */
export const load = () => import("@aws-sdk/client-s3");

/** A client of one region's S3. @param environment AWS_CA_BUNDLE names authorities to trust besides the usual ones */
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
      httpsAgent: new Agent({ ...(ca ? { ca } : {}), keepAlive: false }),
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
