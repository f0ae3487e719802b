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

  get(path: string): Promise<ApiObject> {
    return this.send("GET", path);
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

  private async send(method: string, path: string, body?: unknown): Promise<ApiObject> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(method, path, body);
      } catch (error) {
        if (!(error instanceof ApiError && mayPass(error)) || attempt === attempts) {
          throw error;
        }
        await sleep(Math.min(100 * 2 ** attempt, 3000));
      }
    }
  }

  private async once(method: string, path: string, body: unknown): Promise<ApiObject> {
    await this.enter();
    try {
      const response = await fetch(`${this.url}/v4${path}`, {
        method,
        headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(60_000),
      });
      const answer = (await response.json().catch(() => ({}))) as ApiObject;
      if (!response.ok) {
        throw new ApiError(response.status, reasonsIn(answer), method, path);
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

/** Answers after which the same request may succeed and nothing was done. */
function mayPass(error: ApiError): boolean {
  return (
    error.status === 429 ||
    error.status === 503 ||
    error.reasons.some((reason) => reason.includes("Linode busy."))
  );
}
