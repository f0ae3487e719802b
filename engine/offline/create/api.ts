import { setTimeout as sleep } from "node:timers/promises";

/** An object as the API gives it. */
export type ApiObject = { readonly [key: string]: unknown };

/** An answer that is an error. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly reasons: readonly string[],
    method: string,
    path: string,
  ) {
    super(
      `The local cloud refused ${method} ${path}: ${reasons.join("; ") || `HTTP ${status}`} (${status}).`,
    );
  }
}

/** A request that may have been carried out or not: its answer was lost, or came from something in between. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";

  constructor(method: string, path: string, reason: string) {
    super(`The local cloud gave no answer to ${method} ${path} (${reason}).`);
  }
}

/** Whether a request that failed so may have been carried out all the same: a gateway gives up on work that goes on behind it. */
export function mayHaveWorked(error: unknown): boolean {
  return error instanceof NoAnswer || (error instanceof ApiError && error.status >= 500);
}

/** Requests at once: enough to keep the API busy, few enough for a small machine. */
const concurrency = 8;
const attempts = 10;

/** A client of the Linode API at one address. */
export class CloudApi {
  private free = concurrency;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** @param filter What `X-Filter` is to say. */
  get(path: string, filter?: ApiObject): Promise<ApiObject> {
    return this.send("GET", path, undefined, filter);
  }

  /** The object, or undefined where it is gone. */
  async find(path: string): Promise<ApiObject | undefined> {
    try {
      return await this.get(path);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /** Every object of a collection, over all its pages. */
  async list(path: string): Promise<ApiObject[]> {
    const objects: ApiObject[] = [];
    for (let page = 1, pages = 1; page <= pages; page++) {
      const answer = await this.get(`${path}?page=${page}&page_size=500`);
      pages = typeof answer.pages === "number" ? answer.pages : 1;
      objects.push(...(Array.isArray(answer.data) ? (answer.data as ApiObject[]) : []));
    }
    return objects;
  }

  post(path: string, body: unknown): Promise<ApiObject> {
    return this.send("POST", path, body);
  }

  put(path: string, body: unknown): Promise<ApiObject> {
    return this.send("PUT", path, body);
  }

  /** Deletes an object; one that is gone already is fine. */
  async remove(path: string): Promise<void> {
    try {
      await this.send("DELETE", path);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) {
        throw error;
      }
    }
  }

  /** Repeats what is worth it. A POST is repeated only where it was refused: repeating another might make a thing twice. */
  private async send(method: string, path: string, body?: unknown, filter?: ApiObject): Promise<ApiObject> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(method, path, body, filter);
      } catch (error) {
        const worthIt = wasRefusedForNow(error) || (method !== "POST" && mayHaveWorked(error));
        if (!worthIt || attempt === attempts) {
          throw error;
        }
        await sleep(Math.min(100 * 2 ** attempt, 3000));
      }
    }
  }

  private async once(method: string, path: string, body: unknown, filter?: ApiObject): Promise<ApiObject> {
    await this.enter();
    try {
      const response = await fetch(`${this.url}/v4${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          "content-type": "application/json",
          ...(filter === undefined ? {} : { "x-filter": JSON.stringify(filter) }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(60_000),
      }).catch((error: unknown) => {
        throw new NoAnswer(method, path, reasonOf(error));
      });
      const text = await response.text().catch((error: unknown) => {
        throw new NoAnswer(method, path, reasonOf(error));
      });
      const answer = parse(text);
      if (!response.ok) {
        throw new ApiError(response.status, reasonsIn(answer ?? {}), method, path);
      }
      if (answer === undefined) {
        throw new NoAnswer(method, path, "what came is not JSON");
      }
      return answer;
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.free > 0) {
      this.free--;
      return;
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next) {
      next();
    } else {
      this.free++;
    }
  }
}

function reasonsIn(answer: ApiObject): string[] {
  return Array.isArray(answer.errors)
    ? answer.errors.map((error: { field?: string; reason?: string }) =>
        error.field === undefined ? String(error.reason) : `${error.field}: ${error.reason}`,
      )
    : [];
}

function parse(text: string): ApiObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as ApiObject) : undefined;
  } catch {
    return undefined;
  }
}

/** Node's fetch says only that it failed, and why in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** Answers after which the same request may succeed and nothing was done. */
function wasRefusedForNow(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    (error.status === 429 || error.reasons.some((reason) => reason.includes("Linode busy.")))
  );
}

/** A collection whose parent is gone holds nothing. */
export async function listOrNone(api: CloudApi, collection: string): Promise<ApiObject[]> {
  try {
    return await api.list(collection);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return [];
    }
    throw error;
  }
}
