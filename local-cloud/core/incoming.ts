import type { IncomingMessage } from "node:http";
import { ApiError } from "./errors";
import { isObject } from "./json";

/** Where a request goes, read without ever failing. */
export interface Destination {
  /** As it came, without the query. */
  path: string;
  /** Below `/v4` or `/v4beta`; undefined elsewhere. */
  apiPath: string | undefined;
  query: URLSearchParams;
}

/** Reads a request's target, whichever of HTTP's forms it has. */
export function destination(target: string | undefined): Destination {
  const [whole = ""] = (target ?? "/").replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").split("#");
  const mark = whole.indexOf("?");
  const path = mark < 0 ? whole : whole.slice(0, mark);
  return {
    path: path === "" ? "/" : path,
    apiPath: /^\/v4(?:beta)?(\/.*)$/.exec(path)?.[1],
    query: new URLSearchParams(mark < 0 ? "" : whole.slice(mark + 1)),
  };
}

/** The client went away while its request was read: there is nobody to answer. */
export class ClientGone extends Error {}

/** Reads a whole body; throws 413 beyond the limit, in bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of request) {
      length += (part as Buffer).length;
      if (length > limit) break;
      parts.push(part as Buffer);
    }
  } catch {
    throw new ClientGone();
  }
  if (length > limit) {
    throw new ApiError(413, [{ reason: "Request body is too large" }], { Connection: "close" });
  }
  return Buffer.concat(parts);
}

/** Objects in objects that a body may have: what is kept of it is written again, which takes a call for each. */
const deepest = 100;

/** Whether a value has more objects and lists in one another than that. */
function isTooDeep(value: unknown, left = deepest): boolean {
  if (typeof value !== "object" || value === null) return false;
  return left === 0 || Object.values(value).some((one) => isTooDeep(one, left - 1));
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A JSON object in UTF-8, or nothing; throws 400 for anything else. */
export function parseBody(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    const text = utf8.decode(body);
    if (text.trim() === "") return {};
    value = JSON.parse(text);
  } catch {
    throw new ApiError(400, [{ reason: "Invalid JSON" }]);
  }
  if (value === null) return {};
  if (!isObject(value) || isTooDeep(value)) throw new ApiError(400, [{ reason: "Invalid JSON" }]);
  return value;
}

/** One value of a header that may come several times. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
