import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ReadError, readStack } from "../../cli/show";
import { ApiReader } from "../../cli/show/read/api";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: Answer): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json = (response: ServerResponse, status: number, body: unknown, headers = {}) => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
};
const page = (data: unknown[], number = 1, pages = 1) => ({
  data,
  page: number,
  pages,
  results: data.length,
});
const token = "the-token-that-nobody-may-see";

/** A reader that doesn't wait but notes how long it would have. */
function reader(url: string, attempts = 4) {
  const waits: number[] = [];
  const sleep = async (milliseconds: number) => {
    waits.push(milliseconds);
  };
  return { waits, api: new ApiReader({ url, token }, { attempts, firstWait: 100, longestWait: 350, sleep }) };
}

describe("the reader", () => {
  it("reads all pages, with the token in the header", async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      const number = Number(new URL(request.url ?? "", "http://x").searchParams.get("page"));
      json(response, 200, page([number], number, 3));
    });
    expect(await reader(url).api.list("/volumes")).toEqual([1, 2, 3]);
    expect(seen[2]).toBe(`GET /v4/volumes?page=3&page_size=500 Bearer ${token}`);
  });

  it("keeps the version that the address has", async () => {
    const url = await serve((request, response) => json(response, 200, page([request.url])));
    expect(await reader(`${url}/v4beta/`).api.list("/volumes")).toEqual([
      "/v4beta/volumes?page=1&page_size=500",
    ]);
  });

  it.each([429, 503])(
    "waits after %i, longer each time but not for ever, and as long as it is asked to",
    async (status) => {
      let count = 0;
      const url = await serve((_, response) => {
        count += 1;
        const headers = count === 1 ? { "retry-after": "0.2" } : {};
        if (count < 5) json(response, status, { errors: [{ reason: "Too many requests" }] }, headers);
        else json(response, 200, page([]));
      });
      const { api, waits } = reader(url, 5);
      expect(await api.list("/volumes")).toEqual([]);
      expect(waits).toEqual([200, 200, 350, 350]);
    },
  );

  it("gives up in one sentence, after as many attempts as it was given", async () => {
    let count = 0;
    const url = await serve((_, response) => {
      count += 1;
      json(response, 429, { errors: [{ reason: "Too many requests" }] });
    });
    const message = `Could not read /volumes from ${url}/v4: 429 Too many requests; wait a minute and try again.`;
    await expect(reader(url).api.list("/volumes")).rejects.toThrow(new ReadError("/volumes", 429, message));
    expect(count).toBe(4);
  });

  it("does not repeat what repeating can't mend", async () => {
    let count = 0;
    const url = await serve((_, response) => {
      count += 1;
      json(response, 401, { errors: [{ reason: "Invalid Token" }] });
    });
    await expect(readStack({ url, token })).rejects.toThrow(/401 Invalid Token; give a valid token\.$/);
    expect(count).toBeLessThan(20);
  });

  it.each([
    ["no JSON", (response: ServerResponse) => response.end("<html>"), /it did not answer with JSON\.$/],
    ["no list", (response: ServerResponse) => json(response, 200, {}), /it did not answer with a list\.$/],
    [
      "a proxy's page",
      (response: ServerResponse) => response.writeHead(502).end("<html>"),
      /it answered 502\.$/,
    ],
  ])("says so when there is %s", async (_, answer, message) => {
    const url = await serve((__, response) => void answer(response));
    await expect(reader(url).api.list("/volumes")).rejects.toThrow(message);
  });

  it("says so when nobody answers", async () => {
    const url = await serve(() => undefined);
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    await expect(reader(url).api.list("/volumes")).rejects.toThrow(
      /it did not answer \(ECONNREFUSED\); check the API's address, and that it runs\.$/,
    );
  });

  it("never tells the token, nor a password in the address", async () => {
    const url = await serve((_, response) => json(response, 500, { errors: [{ reason: "broken" }] }));
    const access = { url: url.replace("//", "//user:pass@"), token };
    const error = await new ApiReader(access).list("/volumes").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ReadError);
    expect(String(error)).not.toMatch(/the-token|user|pass/);
  });

  it("asks for no more at once than it may", async () => {
    let running = 0;
    let most = 0;
    const url = await serve((_, response) => {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running -= 1;
        json(response, 200, page([]));
      }, 5);
    });
    const api = new ApiReader({ url, token }, { parallel: 3 });
    await Promise.all(Array.from({ length: 20 }, () => api.list("/volumes")));
    expect(most).toBe(3);
  });
});

describe("readStack", () => {
  it("leaves out what the token may not read, and says so", async () => {
    const url = await serve((request, response) =>
      request.url?.startsWith("/v4/domains")
        ? json(response, 403, { errors: [{ reason: "Unauthorized" }] })
        : json(response, 200, page([])),
    );
    const view = await readStack({ url, token }, { now: new Date("2026-11-24T00:00:00Z") });
    expect(view.warnings.map(({ message }) => message)).toEqual([
      `Could not read /domains from ${url}/v4: 403 Unauthorized; give the token the read scope for it.`,
    ]);
    expect(view.api).toEqual({ url, local: true });
  });

  it("asks for no keys, user data, tokens or passwords", async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(`${request.method} ${request.url?.replace(/\?.*/, "")}`);
      json(response, 200, page([]));
    });
    await readStack({ url, token });
    expect(asked.every((one) => one.startsWith("GET "))).toBe(true);
    expect(asked.filter((one) => /key|token|user|stackscript|profile/i.test(one))).toEqual([]);
  });
});
