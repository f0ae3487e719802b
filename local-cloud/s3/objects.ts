import { createHash } from "node:crypto";
import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { SignatureV4 } from "@smithy/signature-v4";
import type { ObjectPage, ObjectQuery } from "../core/world";
import type { BucketRecord } from "../resources/buckets";
import { decodeChunks } from "./chunks";
import { listQuery, readListing } from "./listing";
import { percentEncode, type S3Request } from "./request";
import { Sha256 } from "./signature";
import type { Versitygw } from "./versitygw";

const region = "us-east-1";
const host = "objects.local";
/** Headers that belong to the client's connection or signature. */
const own = new Set([
  "authorization",
  "host",
  "connection",
  "keep-alive",
  "x-amz-date",
  "x-amz-security-token",
  "transfer-encoding",
  "expect",
]);

/** Passes requests about objects on to the object server, in the local cloud's own name. */
export class Objects {
  private readonly applied = new Map<string, string>();
  private readonly pending = new Map<string, Promise<void>>();
  private readonly signer: SignatureV4;

  constructor(private readonly server: Versitygw) {
    this.signer = new SignatureV4({
      credentials: { accessKeyId: server.accessKey, secretAccessKey: server.secretKey },
      region,
      service: "s3",
      sha256: Sha256,
      uriEscapePath: false,
      applyChecksum: false,
    });
  }

  /** Sends a request on and its answer back. */
  async forward(
    bucket: BucketRecord,
    request: S3Request,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    await this.ensure(bucket);
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !own.has(name)));
    const chunked = /^STREAMING-AWS4-HMAC-SHA256-PAYLOAD/.test(headers["x-amz-content-sha256"] ?? "");
    if (chunked) {
      headers["content-length"] = headers["x-amz-decoded-content-length"] ?? "0";
      headers["content-encoding"] = (headers["content-encoding"] ?? "").replace(/aws-chunked,?/, "");
      if (headers["content-encoding"] === "") delete headers["content-encoding"];
      delete headers["x-amz-trailer"];
    }
    headers["x-amz-content-sha256"] = chunked
      ? "UNSIGNED-PAYLOAD"
      : (headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD");
    const query = [...request.query].filter(([name]) => !name.startsWith("X-Amz-"));
    const answer = await this.send(request.method, request.path, new Map(query), headers, (upstream) => {
      const source = chunked ? incoming.pipe(decodeChunks()) : incoming;
      source.on("error", (error) => upstream.destroy(error));
      source.pipe(upstream);
    });
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    await pipeline(answer, response);
  }

  async isEmpty(bucket: string): Promise<boolean> {
    if (!this.server.used) return true;
    const query = new Map([
      ["max-keys", ["1"]],
      ["versions", [""]],
    ]);
    const { status, body } = await this.ask("GET", `/${bucket}`, query);
    return status === 404 || !/<(Version|DeleteMarker)>/.test(body);
  }

  /** A part of a bucket's objects in the order of their names. */
  async list(bucket: string, query: ObjectQuery): Promise<ObjectPage> {
    if (!this.server.used) return { objects: [], next: null };
    const { status, body } = await this.ask("GET", `/${bucket}`, listQuery(query));
    return status === 200 ? readListing(body) : { objects: [], next: null };
  }

  async forget(bucket: string): Promise<void> {
    this.applied.delete(bucket);
    if (this.server.used) await this.ask("DELETE", `/${bucket}`);
  }

  /** Forgets which buckets were set up. */
  clear(): void {
    this.applied.clear();
  }

  /** Makes the object server's bucket like the API's, before it is used: existing, versioned, locked. */
  private async ensure(bucket: BucketRecord): Promise<void> {
    const lock = bucket.documents["object-lock"] ?? "";
    const wanted = JSON.stringify([bucket.created, bucket.versioning, lock]);
    if (this.applied.get(bucket.id) === wanted) return;
    const under = this.pending.get(bucket.id);
    if (under !== undefined) {
      await under;
      return this.ensure(bucket);
    }
    const work = this.apply(bucket, lock).then(() => void this.applied.set(bucket.id, wanted));
    this.pending.set(bucket.id, work);
    try {
      await work;
    } finally {
      this.pending.delete(bucket.id);
    }
  }

  private async apply(bucket: BucketRecord, lock: string): Promise<void> {
    const path = `/${bucket.id}`;
    const made = await this.ask("PUT", path, new Map(), {
      ...(bucket.lock_enabled ? { "x-amz-bucket-object-lock-enabled": "true" } : {}),
    });
    if (made.status !== 200 && made.status !== 409) throw new Error(`versitygw made no bucket: ${made.body}`);
    if (bucket.versioning !== null && !bucket.lock_enabled) {
      const body = `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>${bucket.versioning}</Status></VersioningConfiguration>`;
      await this.configure(path, "versioning", body);
    }
    if (lock !== "") await this.configure(path, "object-lock", lock);
  }

  private async configure(path: string, name: string, body: string): Promise<void> {
    const done = await this.ask("PUT", path, new Map([[name, [""]]]), {}, body);
    if (done.status >= 300) throw new Error(`versitygw refused the ${name} configuration: ${done.body}`);
  }

  private async ask(
    method: string,
    path: string,
    query: ReadonlyMap<string, string[]> = new Map(),
    headers: Record<string, string> = {},
    body = "",
  ): Promise<{ status: number; body: string }> {
    const hashes = {
      "x-amz-content-sha256": createHash("sha256").update(body).digest("hex"),
      "content-md5": createHash("md5").update(body).digest("base64"),
      "content-length": String(Buffer.byteLength(body)),
    };
    const answer = await this.send(method, path, query, { ...headers, ...hashes }, (upstream) =>
      upstream.end(body),
    );
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part as Buffer);
    return { status: answer.statusCode ?? 502, body: Buffer.concat(parts).toString() };
  }

  private async send(
    method: string,
    path: string,
    query: ReadonlyMap<string, string[]>,
    headers: Record<string, string>,
    write: (upstream: ReturnType<typeof httpRequest>) => void,
  ): Promise<IncomingMessage> {
    const socketPath = await this.server.socket();
    const signed = await this.signer.sign(
      {
        method,
        protocol: "http:",
        hostname: host,
        path,
        query: Object.fromEntries(query),
        headers: { ...headers, host },
      },
      { signableHeaders: new Set(Object.keys(headers).filter((name) => name.startsWith("x-amz-"))) },
    );
    const search = [...query].flatMap(([name, values]) =>
      values.map((value) => `${percentEncode(name)}=${percentEncode(value)}`),
    );
    return new Promise((resolve, reject) => {
      const upstream = httpRequest(
        {
          socketPath,
          method,
          path: search.length === 0 ? path : `${path}?${search.join("&")}`,
          headers: signed.headers,
        },
        resolve,
      );
      upstream.on("error", reject);
      write(upstream);
    });
  }
}
