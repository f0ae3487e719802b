import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request as the stub saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: unknown;
}

/** What the stub answers; `"hang up"` closes the connection without an answer. */
export type StubAnswer =
  | { readonly status?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | "hang up";

/** A stand-in for Linode's API that answers as it is told, for the running test. */
export async function stubApi(answer: (request: SeenRequest, count: number) => StubAnswer) {
  const requests: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const seen: SeenRequest = {
      method: request.method ?? "",
      path: request.url ?? "",
      authorization: request.headers.authorization ?? "",
      body: text === "" ? undefined : JSON.parse(text),
    };
    requests.push(seen);
    const given = answer(seen, requests.length);
    if (given === "hang up") {
      request.socket.destroy();
      return;
    }
    response.writeHead(given.status ?? 200, { "content-type": "application/json", ...given.headers });
    response.end(typeof given.body === "string" ? given.body : JSON.stringify(given.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, requests, environment: { LINODE_URL: url, LINODE_TOKEN: stubToken } };
}

/** The token that tests send; it must turn up in no message. */
export const stubToken = "stub-token-7f3a";

/** An error as Linode words it. */
export const refusal = (
  status: number,
  reason: string,
  headers: Record<string, string> = {},
): StubAnswer => ({
  status,
  body: { errors: [{ reason }] },
  headers,
});
