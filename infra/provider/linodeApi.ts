import { setTimeout as sleep } from "node:timers/promises";

/** An answer of Linode's API that is an error. */
export class LinodeError extends Error {
  override readonly name = "LinodeError";

  constructor(
    readonly status: number,
    readonly reasons: readonly string[],
    what: string,
  ) {
    super(`Linode refused to ${what}: ${reasons.join("; ") || `HTTP ${status}`} (${status}).`);
  }
}

/** One request. */
export interface LinodeRequest {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** The path below the API's version, for example `/account/settings`. */
  readonly path: string;
  readonly body?: unknown;
  /** What `X-Filter` is to say. */
  readonly filter?: Readonly<Record<string, unknown>>;
  /** What it is for, as it goes behind "refused to". */
  readonly what: string;
  /** Whether the caller sees for itself what came of a request that got no clear answer: then it is not repeated after one. */
  readonly unclearIsMine?: boolean;
}

/** A client of Linode's API. */
export interface LinodeApi {
  /** Sends a request; retries what is worth it. @throws LinodeError */
  send<T>(request: LinodeRequest): Promise<T>;
}

/** Answers after which the same request may succeed: rate limits and outages. */
const passing = new Set([408, 429, 500, 502, 503, 504]);
const attempts = 8;

const reasonsOf = (body: unknown): string[] => {
  const errors = (body as { errors?: { reason?: unknown }[] } | undefined)?.errors;
  return Array.isArray(errors) ? errors.map((e) => String(e.reason)) : [];
};

const waitMs = (response: Response | undefined, attempt: number): number => {
  const asked = Number(response?.headers.get("retry-after"));
  return Number.isFinite(asked) && asked > 0
    ? Math.min(asked, 60) * 1000
    : Math.min(250 * 2 ** attempt, 15_000);
};

/** Whether a refused request is worth repeating: what only reads, always; what writes, where nothing was done. */
const worthRepeating = (
  { method, unclearIsMine }: LinodeRequest,
  status: number,
  reasons: readonly string[],
): boolean =>
  status === 429 ||
  (status === 503 && unclearIsMine !== true) ||
  reasons.includes("Linode busy.") ||
  (method !== "POST" && passing.has(status));

/** Reads an answer to its end. Undefined where it breaks off, so that nobody can know what it said. */
const read = async (response: Response): Promise<{ readonly body: unknown } | undefined> => {
  const text = await response.text().catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return { body: JSON.parse(text) };
  } catch {
    // A refusal by something in between may be any text; what was done well is told in JSON.
    return response.ok ? undefined : { body: undefined };
  }
};

/**
 * A client for LINODE_URL (default https://api.linode.com) with LINODE_TOKEN. The token is read for each request and kept nowhere.
 *
 * @throws Error where there is no token
 */
export function linodeApi(environment: NodeJS.ProcessEnv): LinodeApi {
  const base = (environment.LINODE_URL ?? "https://api.linode.com").replace(/\/+$/, "");
  const version = environment.LINODE_API_VERSION ?? "v4";
  return {
    async send<T>(request: LinodeRequest): Promise<T> {
      const { method = "GET", path, body, filter, what } = request;
      const token = environment.LINODE_TOKEN;
      if (!token)
        throw new Error(
          `There is no LINODE_TOKEN in the environment, so Bastide can't ${what}. Set it and try again.`,
        );
      for (let attempt = 0; ; attempt += 1) {
        const unreachable = (reason: string): Error =>
          new Error(`Linode's API at ${base} can't be reached to ${what}: ${reason}. Try again.`);
        const mayRepeat = method !== "POST" && attempt < attempts;
        const response = await fetch(`${base}/${version}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            "content-type": "application/json",
            ...(filter === undefined ? {} : { "x-filter": JSON.stringify(filter) }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(60_000),
        }).catch((error: unknown) => {
          if (!mayRepeat) throw unreachable(describe(error));
          return undefined;
        });
        const answer = response === undefined ? undefined : await read(response);
        if (response?.ok && answer !== undefined) return answer.body as T;
        if (response !== undefined && answer === undefined && !mayRepeat) {
          throw unreachable("the answer broke off");
        }
        if (response !== undefined && answer !== undefined) {
          const reasons = reasonsOf(answer.body);
          if (attempt >= attempts || !worthRepeating(request, response.status, reasons)) {
            throw new LinodeError(response.status, reasons, what);
          }
        }
        await sleep(waitMs(response, attempt));
      }
    },
  };
}

const describe = (error: unknown): string =>
  error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
