import type { IncomingMessage, ServerResponse } from "node:http";
import type { Call, Endpoint, Method } from "./definition";
import { ApiError, notFound } from "./errors";
import { isObject } from "./json";
import type { RequestLog } from "./requestLog";
import { Router } from "./router";
import { authenticate, authorize } from "./tokens";
import type { World } from "./world";

/** A request as gates see it: before anything was done. */
export interface Approach {
  method: Method;
  /** Without the version. */
  path: string;
  endpoint: Endpoint;
}

/** May answer in the endpoint's place by throwing; the seam for faults and rate limits. */
export type Gate = (approach: Approach) => void | Promise<void>;

/** How the API is served. */
export interface ServerOptions {
  world: World;
  endpoints: readonly Endpoint[];
  log: RequestLog;
  gates: readonly Gate[];
  /** Digests of the accepted tokens; undefined accepts any. */
  tokens: ReadonlySet<string> | undefined;
  /** Requests below `/_local`. */
  control(request: IncomingMessage, path: string, body: string): Promise<{ status: number; body: unknown }>;
}

interface Answer {
  status: number;
  body: unknown;
  headers: Record<string, string>;
}

const bodyLimit = 16 * 1024 * 1024;

/** Headers of every answer, as recorded. */
const fixedHeaders = {
  "Access-Control-Allow-Credentials": "true",
  "Access-Control-Allow-Headers": "Authorization, Origin, X-Requested-With, Content-Type, Accept, X-Filter",
  "Access-Control-Allow-Methods": "HEAD, GET, OPTIONS, POST, PUT, DELETE",
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "X-OAuth-Scopes, X-Accepted-OAuth-Scopes, X-Status",
  "Cache-Control": "max-age=0, no-cache, no-store",
  "X-Content-Type-Options": "nosniff",
  Vary: "Authorization, X-Filter",
};

/** Makes the function that answers each request. */
export function requestHandler(
  options: ServerOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const router = new Router(options.endpoints);
  return async (request, response) => {
    const started = performance.now();
    const url = new URL(request.url ?? "/", "http://local");
    const answer = await safely(async () => {
      const body = await readBody(request);
      if (url.pathname === "/_local" || url.pathname.startsWith("/_local/")) {
        const result = await options.control(request, url.pathname, body);
        return { status: result.status, body: result.body, headers: {} };
      }
      return respond(options, router, request, url, body);
    });
    const text = JSON.stringify(answer.body);
    response.writeHead(answer.status, {
      ...fixedHeaders,
      ...answer.headers,
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(text),
    });
    response.end(request.method === "HEAD" ? undefined : text);
    if (url.pathname.startsWith("/_local")) return;
    options.log.add({
      time: options.world.clock.timestamp(),
      method: request.method ?? "",
      path: url.pathname,
      status: answer.status,
      milliseconds: Math.round((performance.now() - started) * 10) / 10,
    });
  };
}

async function safely(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError) {
      return { status: error.status, body: { errors: error.errors }, headers: { ...error.headers } };
    }
    process.stderr.write(`local cloud: ${error instanceof Error ? error.stack : String(error)}\n`);
    return { status: 500, body: { errors: [{ reason: "Internal Server Error" }] }, headers: {} };
  }
}

async function respond(
  options: ServerOptions,
  router: Router,
  request: IncomingMessage,
  url: URL,
  text: string,
): Promise<Answer> {
  const { world } = options;
  if (request.method === "OPTIONS") return { status: 200, body: {}, headers: {} };
  const method = (request.method === "HEAD" ? "GET" : (request.method ?? "GET")) as Method;
  const path = /^\/v4(?:beta)?(\/.*)$/.exec(url.pathname)?.[1];
  const match = path === undefined ? [] : router.match(method, path);
  if (Array.isArray(match) || path === undefined) {
    const methods = Array.isArray(match) ? match : [];
    options.log.addGap(method, url.pathname);
    if (methods.length === 0) throw notFound();
    throw new ApiError(405, [{ reason: "Method Not Allowed" }], { Allow: methods.join(", ") });
  }
  const { endpoint, params } = match;
  world.jobs.runDue();
  const headers: Record<string, string> = {};
  if (endpoint.scope !== "public") {
    const scopes = authenticate(world.store, request.headers.authorization, options.tokens);
    authorize(scopes, endpoint.scope, method);
    headers["X-OAuth-Scopes"] = scopes;
    const level = method === "GET" ? "read_only" : "read_write";
    headers["X-Accepted-OAuth-Scopes"] = endpoint.scope === "*" ? "*" : `${endpoint.scope}:${level}`;
  }
  for (const gate of options.gates) await gate({ method, path, endpoint });
  const call: Call = {
    world,
    params,
    query: url.searchParams,
    filter: header(request, "x-filter"),
    body: method === "GET" ? {} : parseBody(text),
  };
  const result = endpoint.async
    ? await endpoint.run(call)
    : world.store.transaction(() => endpoint.run(call));
  return { status: 200, body: result ?? {}, headers };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parseBody(text: string): Record<string, unknown> {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError(400, [{ reason: "Invalid JSON" }]);
  }
  if (value === null) return {};
  if (!isObject(value)) throw new ApiError(400, [{ reason: "Invalid JSON" }]);
  return value;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > bodyLimit) throw new ApiError(413, [{ reason: "Request body is too large" }]);
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}
