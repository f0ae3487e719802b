import type { ServerResponse } from "node:http";
import { ApiError, StateWriteError } from "./errors";
import type { Strike } from "./faults";

/** What a client is answered, before it is written to the connection. */
export interface Answer {
  status: number;
  /** JSON, or (for a gateway's errors) text as it is. */
  body: unknown;
  headers: Record<string, string>;
}

/** Headers of every answer of the API, as recorded. */
const fixedHeaders = {
  "Access-Control-Allow-Credentials": "true",
  "Access-Control-Allow-Headers": "Authorization, Origin, X-Requested-With, Content-Type, Accept, X-Filter",
  "Access-Control-Allow-Methods": "HEAD, GET, OPTIONS, POST, PUT, DELETE",
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "X-OAuth-Scopes, X-Accepted-OAuth-Scopes, X-Status",
  "Cache-Control": "max-age=0, no-cache, no-store",
  "Content-Security-Policy": "default-src 'none'",
  Pragma: "no-cache",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "X-XSS-Protection": "1; mode=block",
  Vary: "Authorization, X-Filter",
};

/** An error as an answer; what nobody foresaw is told to the terminal and answered with 500. */
export function errorAnswer(error: unknown, headers: Record<string, string> = {}): Answer {
  if (error instanceof ApiError) {
    return {
      status: error.status,
      body: { errors: error.errors },
      headers: { ...headers, ...error.headers },
    };
  }
  if (error instanceof StateWriteError) {
    return { status: 507, body: { errors: [{ reason: error.message }] }, headers };
  }
  process.stderr.write(`local cloud: ${error instanceof Error ? error.stack : String(error)}\n`);
  return { status: 500, body: { errors: [{ reason: "Internal Server Error" }] }, headers };
}

/**
 * What a fault answers in the API's place; undefined where it only touches the connection. `headers` are those of the
 * endpoint's every answer, which a gateway's errors lack.
 */
export function faultAnswer(strike: Strike, headers: Record<string, string> = {}): Answer | undefined {
  const failure = (status: number, reason: string, more: Record<string, string> = {}): Answer => ({
    status,
    body: { errors: [{ reason }] },
    headers: { ...headers, ...more },
  });
  const retry = { "Retry-After": String(strike.retryAfter) };
  switch (strike.effect) {
    case "429":
      return failure(429, "Too many requests", retry);
    case "503":
      return failure(503, "Service Unavailable", {
        ...retry,
        ...(strike.maintenance ? { "X-Maintenance-Mode": "true" } : {}),
      });
    case "500":
      return failure(500, "Internal Server Error");
    case "busy":
      return failure(400, "Linode busy.");
    case "502":
      return gateway(502, "Bad Gateway");
    case "504":
      return gateway(504, "Gateway Time-out");
    default:
      return undefined;
  }
}

/** As nginx answers for a server that it can't reach. */
function gateway(status: number, title: string): Answer {
  const body = [
    "<html>",
    `<head><title>${status} ${title}</title></head>`,
    "<body>",
    `<center><h1>${status} ${title}</h1></center>`,
    "<hr><center>nginx</center>",
    "</body>",
    "</html>",
    "",
  ].join("\r\n");
  return { status, body, headers: { "Content-Type": "text/html" } };
}

/** Writes an answer; `cut` stops in the middle of it and closes the connection. */
export function send(
  response: ServerResponse,
  answer: Answer,
  options: { head: boolean; cut: boolean },
): void {
  const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...fixedHeaders,
    Expires: new Date().toUTCString(),
    "Content-Type": "application/json",
    ...answer.headers,
    "Content-Length": Buffer.byteLength(text),
  });
  if (options.cut) {
    const half = Buffer.from(text).subarray(0, Math.floor(Buffer.byteLength(text) / 2));
    response.write(half, () => response.destroy());
  } else response.end(options.head ? undefined : text);
}
