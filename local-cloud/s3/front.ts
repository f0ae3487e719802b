import type { IncomingMessage, ServerResponse } from "node:http";
import type { World } from "../core/world";
import { authenticate, authorize, type Caller } from "./authorize";
import {
  type BucketCall,
  configureBucket,
  createBucket,
  emptyListing,
  headBucket,
  listBuckets,
  requireBucket,
  type S3Answer,
} from "./buckets";
import type { Objects } from "./objects";
import { escapeXml, readRequest, S3Error, type S3Request } from "./request";
import { verifyBody } from "./signature";
import { howToGet } from "./versitygw";

/** What the S3 front works with. */
export interface FrontOptions {
  world: World;
  /** Where objects are; without, buckets only. */
  objects: Objects | undefined;
  log: (method: string, path: string, status: number) => void;
}

const documentLimit = 1024 * 1024;

/** Makes the function that answers S3 requests to one region. */
export function s3Handler(options: FrontOptions, region: string) {
  return async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = readRequest(message);
    response.setHeader("x-amz-request-id", `local-${Date.now().toString(36)}`);
    try {
      const caller = await authenticate(options.world, request);
      authorize(request, caller.key, region);
      const answer = await handle(options, region, caller, request, message, response);
      if (answer !== undefined) await send(message, response, answer);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else await send(message, response, errorAnswer(error, request));
    }
    options.log(request.method, request.path, response.statusCode);
  };
}

async function handle(
  options: FrontOptions,
  region: string,
  caller: Caller,
  request: S3Request,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<S3Answer | undefined> {
  const { world, objects } = options;
  if (request.bucket === undefined) {
    return listBuckets({ world, region, request, key: caller.key, body: "" });
  }
  const isBucketLevel = request.key === undefined && !(request.method === "POST");
  const isCreation = isBucketLevel && request.method === "PUT" && isPlain(request);
  if (isCreation) {
    const body = await readDocument(message, caller);
    return createBucket({ world, region, request, key: caller.key, body });
  }
  const bucket = requireBucket(world, region, request.bucket);
  if (isBucketLevel) {
    if (isPlain(request) && request.method === "HEAD") return headBucket(bucket);
    if (isPlain(request) && request.method === "DELETE") return deleteBucket(options, bucket.id);
    const call: BucketCall = {
      world,
      region,
      request,
      key: caller.key,
      body: request.method === "PUT" ? await readDocument(message, caller) : "",
    };
    const answer = configureBucket(call, bucket);
    if (answer !== undefined) return answer;
    if (objects === undefined && request.method === "GET") return emptyListing(bucket, request);
  }
  if (objects === undefined)
    throw new S3Error(501, "NotImplemented", `This local cloud keeps no objects. ${howToGet}`);
  await objects.forward(bucket, request, message, response);
  return undefined;
}

function isPlain(request: S3Request): boolean {
  return [...request.query.keys()].every((name) => name === "x-id" || name.startsWith("X-Amz-"));
}

async function deleteBucket({ world, objects }: FrontOptions, name: string): Promise<S3Answer> {
  if (objects !== undefined && !(await objects.isEmpty(name))) {
    throw new S3Error(409, "BucketNotEmpty", "The bucket you tried to delete is not empty.");
  }
  world.store.transaction(() => world.store.remove("bucket", name));
  await objects?.forget(name);
  return { status: 204 };
}

async function readDocument(message: IncomingMessage, caller: Caller): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message) {
    length += (part as Buffer).length;
    if (length > documentLimit) throw new S3Error(400, "EntityTooLarge", "The document is too large.");
    parts.push(part as Buffer);
  }
  const body = Buffer.concat(parts);
  verifyBody(caller.claim, body);
  return body.toString("utf8");
}

function errorAnswer(error: unknown, request: S3Request): S3Answer {
  const known = error instanceof S3Error;
  if (!known)
    process.stderr.write(`local cloud, S3: ${error instanceof Error ? error.message : String(error)}\n`);
  const { status, code, message } = known
    ? error
    : { status: 503, code: "ServiceUnavailable", message: "The object server does not answer." };
  const fields = `<Code>${code}</Code><Message>${escapeXml(message)}</Message><Resource>${escapeXml(request.path)}</Resource>`;
  return {
    status,
    headers: { "Content-Type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${fields}<RequestId>local</RequestId></Error>`,
  };
}

/** Answers, and reads what is left of the request first, so that the connection can be used again. */
async function send(message: IncomingMessage, response: ServerResponse, answer: S3Answer): Promise<void> {
  if (!message.readableEnded) message.resume();
  const body = message.method === "HEAD" ? "" : (answer.body ?? "");
  const length = answer.status === 204 ? {} : { "Content-Length": Buffer.byteLength(body) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(body);
}
