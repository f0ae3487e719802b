import { Agent, request as open } from "node:http";
import type { Answer, Concrete } from "./tree";

/** Thrown when no answer came. */
export class NoAnswer extends Error {}

/** Sends requests over kept connections; unlike `fetch` it sends odd paths as they are. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 16 });

  constructor(
    private readonly url: string,
    /** How long an answer may take, in milliseconds, before it counts as never coming. */
    private readonly patience: number,
  ) {}

  send({ method, path, headers, body }: Concrete): Promise<Answer> {
    const { hostname, port } = new URL(this.url);
    const { patience } = this;
    const text = body ?? "";
    return new Promise((resolve, reject) => {
      const request = open(
        {
          agent: this.agent,
          hostname,
          port,
          method,
          path: `/v4${path}`,
          headers: {
            Authorization: "Bearer fuzz",
            ...(body === undefined ? {} : { "Content-Type": "application/json" }),
            "Content-Length": Buffer.byteLength(text),
            ...headers,
          },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("error", reject);
          response.on("end", () => {
            const contentType = response.headers["content-type"] ?? null;
            resolve({
              status: response.statusCode ?? 0,
              contentType,
              body: parse(Buffer.concat(parts).toString("utf8")),
            });
          });
        },
      );
      request.setTimeout(patience, () => request.destroy(new NoAnswer(`no answer within ${patience} ms`)));
      request.on("error", (error) => reject(new NoAnswer(error.message)));
      request.end(text);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
