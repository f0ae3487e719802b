import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { ApiError, invalid, notFound } from "./errors";
import { isObject } from "./json";
import type { RequestLog } from "./requestLog";
import type { Snapshot } from "./store";
import { validate } from "./validate";
import type { World } from "./world";

/** What the control paths work on. */
export interface ControlOptions {
  world: World;
  log: RequestLog;
  /** Replaces the state, empties what depends on it, and writes it down. */
  restore(snapshot: Snapshot): Promise<void>;
}

type Handler = (options: ControlOptions, body: unknown) => unknown;

const clockSchema = z.object({
  speed: z.number().nonnegative().optional(),
  advance: z.number().nonnegative().optional(),
});

const handlers: Record<string, Handler> = {
  "GET /_local": ({ world }) => ({ clock: clockView(world) }),
  "POST /_local/reset": async ({ restore, log }) => {
    await restore({ meta: {}, tables: {} });
    log.clear();
    return {};
  },
  "GET /_local/snapshot": ({ world }) => world.store.snapshot(),
  "PUT /_local/snapshot": async ({ restore }, body) => {
    if (!isObject(body) || !isObject(body.meta) || !isObject(body.tables)) {
      throw invalid("The body must be what GET /_local/snapshot gave.");
    }
    await restore(body as unknown as Snapshot);
    return {};
  },
  "GET /_local/requests": ({ log }) => log.requests(),
  "DELETE /_local/requests": ({ log }) => {
    log.clear();
    return {};
  },
  "GET /_local/gaps": ({ log }) => log.gaps(),
  "GET /_local/clock": ({ world }) => clockView(world),
  "PUT /_local/clock": ({ world }, body) => {
    const input = validate(clockSchema, body);
    if (input.speed !== undefined) world.clock.setSpeed(input.speed);
    if (input.advance !== undefined) world.clock.advance(input.advance);
    return clockView(world);
  },
};

function clockView(world: World): unknown {
  const { clock, store } = world;
  return { now: clock.timestamp(), speed: clock.speed, jobs: store.count("job") };
}

/** Answers the paths below `/_local`: from this machine only, and from no web page. */
export async function answerControl(
  options: ControlOptions,
  request: IncomingMessage,
  path: string,
  text: string,
): Promise<{ status: number; body: unknown }> {
  if (!isLoopback(request.socket.remoteAddress) || request.headers.origin !== undefined) {
    throw new ApiError(403, [{ reason: "The control paths answer to this machine only." }]);
  }
  const handler = handlers[`${request.method} ${path.replace(/\/$/, "")}`];
  if (handler === undefined) throw notFound();
  let body: unknown = {};
  try {
    if (text.trim() !== "") body = JSON.parse(text);
  } catch {
    throw invalid("Invalid JSON");
  }
  return { status: 200, body: await handler(options, body) };
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::1|(::ffff:)?127\.)/.test(address);
}
