import { Agent, request } from "node:http";

/** An answer, and how long it took from the request to its last byte. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

/** What a request may have besides method and path. */
export interface RequestParts {
  readonly body?: unknown;
  /** The `X-Filter` header. */
  readonly filter?: unknown;
}

/** Headers of every request, to whichever server. */
export const headers = {
  authorization: "Bearer bench",
  accept: "application/json",
  "content-type": "application/json",
} as const;

/** Asks one server, over connections that stay open. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly url: string) {}

  /** Sends one request. @throws Error where no answer comes */
  call(method: string, path: string, { body, filter }: RequestParts = {}): Promise<Answer> {
    const start = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(
        `${this.url}${path}`,
        {
          method,
          agent: this.agent,
          headers: { ...headers, ...(filter === undefined ? {} : { "x-filter": JSON.stringify(filter) }) },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.once("error", reject);
          response.once("end", () => {
            const ms = performance.now() - start;
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8"), ms });
          });
        },
      );
      sent.once("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** The same; throws unless the status is 200. Gives the answer's JSON with it. */
  async ok<T>(method: string, path: string, parts: RequestParts = {}): Promise<Answer & { json: T }> {
    const answer = await this.call(method, path, parts);
    if (answer.status !== 200) {
      const what = `${method} ${path} of ${this.url}`;
      throw new Error(`${what} was answered with ${answer.status}: ${answer.text.slice(0, 500)}`);
    }
    return { ...answer, json: JSON.parse(answer.text) as T };
  }

  close(): void {
    this.agent.destroy();
  }
}
