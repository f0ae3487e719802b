import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request as a test looks at it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly authorization: string | undefined;
}

/** Stands in for GitHub on this machine: lists by path, without pages beyond what is given; notes everything that is asked. */
export async function startGitHub(lists: Readonly<Record<string, readonly unknown[]>>, refuse?: number) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    const path = url.pathname.replace("/repos/bastide/hosting", "");
    asked.push({
      method: request.method ?? "",
      path: `${path}${url.searchParams.has("head") ? `?head=${url.searchParams.get("head")}` : ""}`,
      body: JSON.parse((await textOf(request)) || "{}"),
      authorization: request.headers.authorization,
    });
    const page = Number(url.searchParams.get("page") ?? 1);
    const answer =
      request.method === "GET" ? (lists[path] ?? []).slice((page - 1) * 100, page * 100) : { id: 1 };
    response.writeHead(refuse ?? 200, { "content-type": "application/json" });
    response.end(JSON.stringify(refuse === undefined ? answer : { message: "no" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    /** What was written. */
    written: () => asked.filter(({ method }) => method !== "GET"),
    environment: {
      GITHUB_TOKEN: "job-token",
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_REPOSITORY: "bastide/hosting",
      GITHUB_SERVER_URL: "https://github.example",
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
