/** A reader of Linode's API: pages, patience with rate limits, errors in one sentence. It only ever sends GET. */

import { UserError } from "../../../engine/errors";

/** Where the API is and who asks. The URL has no version in its path; the token goes nowhere but into the header. */
export interface ApiAccess {
  readonly url: string;
  readonly token: string;
}

/** How patient the reader is. */
export interface Patience {
  /** Requests for one answer, all told. @default 6 */
  readonly attempts: number;
  /** The first wait, in milliseconds; it doubles each time. `Retry-After` goes before it. @default 500 */
  readonly firstWait: number;
  /** The longest single wait, in milliseconds. @default 30000 */
  readonly longestWait: number;
  /** Requests under way at once. @default 6 */
  readonly parallel: number;
  /** How long one request may take, in milliseconds. @default 30000 */
  readonly timeout: number;
  /** Waits; a test passes its own. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export const defaultPatience: Patience = {
  attempts: 6,
  firstWait: 500,
  longestWait: 30_000,
  parallel: 6,
  timeout: 30_000,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** The API could not be read. The message is one sentence for the user; work that failed, and no fault of the command. */
export class ReadError extends UserError {
  override readonly name = "ReadError";
  /** @param status The HTTP status; 0 where there was no answer. */
  constructor(
    readonly path: string,
    readonly status: number,
    message: string,
  ) {
    super(message, status >= 500 ? noWord : "", 1);
  }
}

const noWord =
  "While Linode's API has nothing to say of a region, what is there can't be shown whole; hosts run on. Try again later.";

const mendings: Readonly<Record<number, string>> = {
  401: "give a valid token",
  403: "give the token the read scope for it",
  404: "check the API's address",
  429: "wait a minute and try again",
};

/** GET with paging, retries and a limit on parallel requests. */
export class ApiReader {
  readonly #base: string;
  readonly #token: string;
  readonly #patience: Patience;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(access: ApiAccess, patience: Partial<Patience> = {}) {
    const trimmed = withoutSecrets(access.url).replace(/\/+$/, "");
    this.#base = /\/v\d+(beta)?$/.test(trimmed) ? trimmed : `${trimmed}/v4`;
    this.#token = access.token;
    this.#patience = { ...defaultPatience, ...patience };
  }

  /** All items of a collection, over all its pages. */
  async list<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let page = 1, pages = 1; page <= pages; page++) {
      const answer = (await this.get(`${path}?page=${page}&page_size=500`)) as Partial<Page<T>>;
      if (!Array.isArray(answer.data)) throw this.#failure(path, 200, "it did not answer with a list");
      items.push(...answer.data);
      pages = answer.pages ?? 1;
    }
    return items;
  }

  /** One answer, as parsed JSON. */
  async get(path: string): Promise<unknown> {
    await this.#enter();
    try {
      return await this.#ask(path);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #enter(): Promise<void> {
    while (this.#running >= this.#patience.parallel)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
  }

  async #ask(path: string): Promise<unknown> {
    const { attempts, firstWait, longestWait, timeout, sleep } = this.#patience;
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(this.#base + path, {
        headers: { authorization: `Bearer ${this.#token}`, accept: "application/json" },
        signal: AbortSignal.timeout(timeout),
        redirect: "error",
      }).catch((error: unknown) => {
        throw this.#failure(path, 0, unreachable(error));
      });
      const body = await answer.text();
      if (answer.ok) return this.#parse(path, answer.status, body);
      if (![429, 503].includes(answer.status) || attempt >= attempts)
        throw this.#failure(path, answer.status, reason(answer.status, body));
      const asked = Number(answer.headers.get("retry-after")) * 1000;
      await sleep(Math.min(asked > 0 ? asked : firstWait * 2 ** (attempt - 1), longestWait));
    }
  }

  #parse(path: string, status: number, body: string): unknown {
    try {
      return JSON.parse(body);
    } catch {
      throw this.#failure(path, status, "it did not answer with JSON");
    }
  }

  #failure(path: string, status: number, why: string): ReadError {
    const where = path.replace(/\?.*/, "");
    const mending = status === 0 ? "check the API's address, and that it runs" : mendings[status];
    const text = `Could not read ${where} from ${this.#base}: ${why}`;
    return new ReadError(where, status, `${text}${mending === undefined ? "" : `; ${mending}`}.`);
  }
}

interface Page<T> {
  readonly data: T[];
  readonly pages: number;
}

/** A URL's user name and password must not end up in a message or a view. */
export function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//");
}

function reason(status: number, body: string): string {
  try {
    const { errors } = JSON.parse(body) as { errors?: { reason?: unknown }[] };
    const reasons = (errors ?? []).map(({ reason: text }) => String(text).replace(/[.\s]+$/, ""));
    if (reasons.length > 0) return `${status} ${reasons.join(", ")}`;
  } catch {
    // An answer that isn't Linode's own, such as a proxy's page: its status says enough.
  }
  return `it answered ${status}`;
}

function unreachable(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return "it did not answer in time";
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return code === "" ? "it did not answer" : `it did not answer (${code})`;
}
