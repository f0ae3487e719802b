import type { IncomingMessage, ServerResponse } from "node:http";
import { type Answer, errorAnswer, faultAnswer, send } from "./answers";
import { type Call, type Endpoint, type Method, noContent } from "./definition";
import { ApiError, notFound } from "./errors";
import type { Faults, Strike } from "./faults";
import { ClientGone, type Destination, destination, header, parseBody, readBody } from "./incoming";
import type { RateLimits } from "./rateLimits";
import type { RequestLog } from "./requestLog";
import { type Match, Router } from "./router";
import { acceptedScopes } from "./scopes";
import type { Targets } from "./target";
import { authenticate, authorize, callerOf, tokenDigest } from "./tokens";
import type { World } from "./world";

/** A request as gates see it: before anything was done. */
export interface Approach {
  method: Method;
  /** Without the version. */
  path: string;
  endpoint: Endpoint;
}

/** May answer in the endpoint's place by throwing; for embedding programs that want rules of their own. */
export type Gate = (approach: Approach) => void | Promise<void>;

/** How the API is served. */
export interface ServerOptions {
  world: World;
  endpoints: readonly Endpoint[];
  log: RequestLog;
  gates: readonly Gate[];
  faults: Faults;
  limits: RateLimits;
  targets: Targets;
  /** Digests of the accepted tokens; undefined accepts any. */
  tokens: ReadonlySet<string> | undefined;
  /** Requests below `/_local`. */
  control(
    request: IncomingMessage,
    to: Destination,
    body: string,
  ): Promise<{ status: number; body: unknown }>;
}

/** One request on its way. */
interface Passage {
  request: IncomingMessage;
  to: Destination;
  /** What every answer to it says, whether it succeeds or not. */
  headers: Record<string, string>;
  endpoint?: Endpoint;
  strike?: Strike;
}

/**
 * Bytes, several times the longest body that the API has a use for: what is below can be checked in no time, whatever is
 * in it. An image's upload may be larger.
 */
const bodyLimit = 1024 * 1024;
const rawLimit = 512 * 1024 * 1024;

/** Makes the function that answers each request; what it returns never fails. */
export function requestHandler(
  options: ServerOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const router = new Router(options.endpoints);
  return async (request, response) => {
    try {
      await handle(options, router, request, response);
    } catch (error) {
      if (!(error instanceof ClientGone)) process.stderr.write(`local cloud: ${String(error)}\n`);
      response.destroy();
    }
  };
}

async function handle(
  options: ServerOptions,
  router: Router,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const started = performance.now();
  const to = destination(request.url);
  const head = request.method === "HEAD";
  if (to.path === "/_local" || to.path.startsWith("/_local/")) {
    const answer = await attempt(async () => {
      const body = (await readBody(request, rawLimit)).toString("utf8");
      return { ...(await options.control(request, to, body)), headers: {} };
    });
    send(response, answer, { head, cut: false });
    return;
  }
  const passage: Passage = { request, to, headers: {} };
  const answer = await attempt(() => respond(options, router, passage), passage);
  const sent = await deliver(response, answer, passage.strike, head);
  options.log.add({
    time: options.world.clock.timestamp(),
    method: request.method ?? "",
    path: to.path,
    status: sent ? answer.status : 0,
    milliseconds: Math.round((performance.now() - started) * 10) / 10,
    ...(passage.strike === undefined ? {} : { fault: describe(passage.strike) }),
  });
}

function describe({ rule, effect, when }: Strike): { rule: string; effect: string; when: string } {
  return { rule, effect, when };
}

async function attempt(work: () => Promise<Answer>, passage?: Passage): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ClientGone) throw error;
    return errorAnswer(error, passage?.headers);
  }
}

async function respond(options: ServerOptions, router: Router, passage: Passage): Promise<Answer> {
  const { request, to } = passage;
  const method = (request.method === "HEAD" ? "GET" : (request.method ?? "GET")) as Method;
  const match = to.apiPath === undefined ? [] : router.match(method, to.apiPath);
  const raw = !Array.isArray(match) && match.endpoint.raw === true;
  const body = await readBody(request, raw ? rawLimit : bodyLimit);
  if (request.method === "OPTIONS") return { status: 200, body: {}, headers: {} };
  const strike = strikeOf(options, method, to, raw ? "" : body.toString("utf8"));
  if (strike !== undefined) passage.strike = strike;
  if (!Array.isArray(match)) announceScopes(options, passage, match.endpoint);
  if (strike?.when === "before") {
    if (strike.effect === "slow") await pause(strike);
    else return faultAnswer(strike, passage.headers) ?? nothing;
  }
  const answer = await attempt(async () => {
    if (Array.isArray(match)) throw unknown(options, method, to, match);
    return carryOut(options, passage, match, method, body);
  }, passage);
  if (strike?.when !== "after") return answer;
  if (strike.effect === "slow") await pause(strike);
  return faultAnswer(strike, passage.headers) ?? answer;
}

/** What every answer of an endpoint says of scopes, its refusals too (recorded: 401, 404, 429). */
function announceScopes(options: ServerOptions, { request, headers }: Passage, endpoint: Endpoint): void {
  const caller = callerOf(options.world, header(request, "authorization"), options.tokens);
  headers["X-OAuth-Scopes"] = caller ?? "unknown";
  headers["X-Accepted-OAuth-Scopes"] = acceptedScopes(endpoint);
}

/** An answer that is never sent. */
const nothing: Answer = { status: 0, body: {}, headers: {} };

function strikeOf(options: ServerOptions, method: Method, to: Destination, body: string): Strike | undefined {
  if (options.faults.isQuiet) return undefined;
  const path = to.apiPath ?? to.path;
  let fields: unknown;
  try {
    fields = JSON.parse(body);
  } catch {
    // Not JSON: then it names nothing.
  }
  return options.faults.strike({ method, path, target: () => options.targets.of(path, fields) });
}

function unknown(options: ServerOptions, method: string, to: Destination, methods: Method[]): ApiError {
  options.log.addGap(method, to.path);
  if (methods.length === 0) return notFound();
  return new ApiError(405, [{ reason: "Method Not Allowed" }], { Allow: methods.join(", ") });
}

/** Does what the endpoint does, for someone who may. */
async function carryOut(
  options: ServerOptions,
  passage: Passage,
  { endpoint, params }: Match,
  method: Method,
  body: Buffer,
): Promise<Answer> {
  const { world } = options;
  const { request, to, headers } = passage;
  world.jobs.runDue();
  const authorization = header(request, "authorization");
  const scopes = endpoint.scope === "public" ? "" : authenticate(world, authorization, options.tokens);
  if (endpoint.scope !== "public") authorize(scopes, acceptedScopes(endpoint));
  const who = authorization === undefined ? (request.socket.remoteAddress ?? "") : tokenDigest(authorization);
  const admission = options.limits.admit(options.limits.classOf(endpoint), who);
  Object.assign(headers, admission.headers);
  try {
    admission.check();
    for (const gate of options.gates) await gate({ method, path: to.apiPath ?? to.path, endpoint });
    const call: Call = {
      world,
      params,
      query: to.query,
      scopes,
      filter: header(request, "x-filter"),
      body: method === "GET" || endpoint.raw ? {} : parseBody(body),
      raw: body,
    };
    const result = endpoint.async
      ? await endpoint.run(call)
      : world.store.transaction(() => endpoint.run(call));
    if (result === noContent) return { status: 204, body: "", headers };
    return { status: 200, body: result ?? {}, headers };
  } finally {
    admission.done();
  }
}

async function pause(strike: Strike): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, strike.delay);
  });
  await Promise.race([waited, strike.lifted]);
  clearTimeout(timer);
}

/** Sends an answer as far as the fault lets it through; false if the client got none. */
async function deliver(
  response: ServerResponse,
  answer: Answer,
  strike: Strike | undefined,
  head: boolean,
): Promise<boolean> {
  if (strike?.effect === "hang") {
    const closed = new Promise<void>((resolve) => response.once("close", resolve));
    await Promise.race([strike.lifted, closed]);
  }
  if (strike?.effect === "hang" || strike?.effect === "drop") {
    response.destroy();
    return false;
  }
  send(response, answer, { head, cut: strike?.effect === "half" });
  return true;
}
