import { once } from "node:events";
import { createServer, type IncomingMessage, request as open } from "node:http";
import type { AddressInfo } from "node:net";
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "../../local-cloud";
import type { World } from "../../local-cloud/core/world";

/** An answer on its way to the client. */
export interface Passing {
  method: string;
  /** Without version and query. */
  path: string;
  status: number;
  contentType: string | null;
  /** Parsed if it is JSON, otherwise the text; undefined if there was none. */
  body: unknown;
}

/** Sees every answer of the API, and may change it or the state: undefined lets it pass, "none" keeps it back for ever. */
export type Between = (passing: Passing, world: World) => Partial<Passing> | "none" | undefined;

/** Starts local clouds that are reached over something that stands between them and their clients. */
export function withBetween(between: Between): (options: LocalCloudOptions) => Promise<LocalCloud> {
  return async (options) => {
    const cloud = await startLocalCloud(options);
    const server = createServer(async (request, response) => {
      const answer = await forward(cloud.url, request);
      const path = (request.url ?? "").replace(/^\/v4/, "").replace(/\?.*/, "");
      const { status, contentType, text } = answer;
      const passing = { method: request.method ?? "", path, status, contentType, body: parsed(text) };
      const isApi = request.url?.startsWith("/v4/") === true;
      const change = isApi ? between(passing, cloud.world) : undefined;
      if (change === "none") return;
      response.writeHead(change?.status ?? status, answer.headers);
      response.end(change?.body === undefined ? text : JSON.stringify(change.body));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return {
      ...cloud,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: async () => {
        server.close();
        server.closeAllConnections();
        await cloud.close();
      },
    };
  };
}

interface Forwarded {
  status: number;
  contentType: string | null;
  headers: Record<string, string | string[]>;
  text: string;
}

/** Headers that are about a connection, or about a length that may change. */
const own = new Set(["connection", "keep-alive", "content-length", "transfer-encoding", "date"]);

async function forward(url: string, from: IncomingMessage): Promise<Forwarded> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const { method, headers, url: path } = from;
    const to = open({ hostname, port, method, headers, path }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          contentType: answer.headers["content-type"] ?? null,
          headers: Object.fromEntries(
            Object.entries(answer.headers).flatMap(([name, value]) =>
              value === undefined || own.has(name) ? [] : [[name, value]],
            ),
          ),
          text: Buffer.concat(parts).toString("utf8"),
        }),
      );
    });
    to.on("error", reject);
    from.pipe(to);
  });
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
