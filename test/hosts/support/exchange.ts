import { mkdirSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

import type { Authority, Place } from "../../../local-cloud/hosts";
import { joinSockets } from "../../../local-cloud/hosts/joinSockets";
import { presign } from "../../../local-cloud/s3/presign";
import { findVersitygw, Versitygw } from "../../../local-cloud/s3/versitygw";
import { noHosts } from "../../local-cloud/hosts/support/hosts";

/** Why there is no S3 server for hosts here, or an empty text. */
export const noStore: string = findVersitygw() === undefined ? "there is no versitygw here" : "";

/** Why no hosts are told anything in this run, or an empty text; and a suite's name with it. */
export const untold: string = noHosts === "" ? noStore : noHosts;
export const whereTold = (name: string): string => (untold === "" ? name : `${name} (skipped: ${untold})`);

/** A real S3 server with one bucket a site, which hosts reach over TLS by the name that Linode's has. */
export interface Exchange {
  /** What hosts are told of a bucket. */
  bucket(name: string): BucketTold;
  put(bucket: string, key: string, body: string | Uint8Array): Promise<void>;
  /** An object's content; undefined where there is none. */
  get(bucket: string, key: string): Promise<Buffer | undefined>;
  /** An address that gives the object to whoever has it, for a day from the moment given. */
  presigned(bucket: string, key: string, from?: Date): Promise<string>;
  close(): Promise<void>;
}

export interface BucketTold {
  readonly endpoint: string;
  readonly region: string;
  readonly name: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The server's own. */
const region = "us-east-1";
const day = 86_400;

/** Starts it, with its buckets, at an address of the place. The name has to lead there. */
export async function startExchange(
  folder: string,
  { place, address, endpoint, authority, buckets }: ExchangeOptions,
): Promise<Exchange> {
  const binary = findVersitygw();
  if (binary === undefined) throw new Error(noStore);
  for (const part of ["s3", "socket"]) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
  const versitygw = new Versitygw(binary, join(folder, "s3"), join(folder, "socket"));
  const socket = await versitygw.socket();
  const { cert, key } = await authority.issue([endpoint]);
  const outer = createTlsServer({ cert, key, minVersion: "TLSv1.2" }, (here) =>
    joinSockets(here, connect(socket)),
  );
  outer.listen(await place.listen(address, 443));
  const local = createServer((here) => joinSockets(here, connect(socket)));
  await new Promise<void>((resolve) => local.listen(0, "127.0.0.1", resolve));
  const port = (local.address() as { port: number }).port;
  const credentials = { accessKeyId: versitygw.accessKey, secretAccessKey: versitygw.secretKey };
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region,
    forcePathStyle: true,
    credentials,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  for (const Bucket of buckets) await client.send(new CreateBucketCommand({ Bucket }));
  return {
    bucket: (name) => ({
      endpoint,
      region,
      name,
      accessKey: versitygw.accessKey,
      secretKey: versitygw.secretKey,
    }),
    async put(Bucket, Key, Body) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    async get(Bucket, Key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      } catch (error) {
        if (error instanceof Error && error.name === "NoSuchKey") return undefined;
        throw error;
      }
    },
    presigned: (bucket, name, from = new Date()) =>
      presign({
        ...{ method: "GET", endpoint, bucket, name, expiresIn: day, region, from },
        ...{ accessKey: versitygw.accessKey, secretKey: versitygw.secretKey },
      }),
    async close() {
      client.destroy();
      for (const server of [outer, local]) server.close();
      await versitygw.stop();
    },
  };
}

interface ExchangeOptions {
  readonly place: Place;
  readonly address: string;
  readonly endpoint: string;
  readonly authority: Authority;
  readonly buckets: readonly string[];
}
