import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { errors, start } from "./support";

/** Writes bytes to the API and gives what comes back until the connection ends. */
function send(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    let text = "";
    socket.on("data", (part) => {
      text += String(part);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
}

const plain = (method: string, target: string, more = ""): string =>
  `${method} ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nConnection: close\r\n${more}\r\n`;

const statusOf = (text: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);

describe("hostile requests", () => {
  it("to odd targets are answered as unknown, or as what they mean", async () => {
    const { cloud } = await start();
    const targets: Record<string, number> = {
      "//": 404,
      "/v4": 404,
      "/v4//regions": 200,
      "/v4/volumes/%": 404,
      "/v4/volumes/%ff%00": 404,
      "/v4/tags/%E0%A4%A": 404,
      "/v4/images/..%2f..%2fetc%2fpasswd": 404,
      "/v4/../../etc/passwd": 404,
      "/v4/volumes/__proto__": 404,
      "/v4/linode/instances/constructor/disks": 404,
      "/v4/volumes/9999999999999999999999": 404,
      "/v4/volumes/1e3": 404,
      "/v4/volumes?page=%": 400,
      "/v4/volumes?page_size=1e9": 400,
      "http://elsewhere/v4/regions": 200,
      "*": 404,
    };
    for (const [target, status] of Object.entries(targets)) {
      expect([target, statusOf(await send(cloud.url, plain("GET", target)))]).toEqual([target, status]);
    }
  });

  it("with odd methods are answered 405, or as HTTP says", async () => {
    const { cloud, call } = await start();
    for (const method of ["PATCH", "TRACE", "PROPFIND"]) {
      expect(statusOf(await send(cloud.url, plain(method, "/v4/volumes")))).toBe(405);
    }
    const head = await send(cloud.url, plain("HEAD", "/v4/regions"));
    expect([statusOf(head), head.split("\r\n\r\n")[1]]).toEqual([200, ""]);
    expect(statusOf(await send(cloud.url, plain("OPTIONS", "/v4/volumes")))).toBe(200);
    expect(statusOf(await send(cloud.url, "\u0000\u0001\r\n\r\n"))).toBe(400);
    expect(
      statusOf(await send(cloud.url, plain("GET", "/v4/regions", `X-A: ${"a".repeat(40_000)}\r\n`))),
    ).toBe(431);
    expect((await call("GET", "/regions")).status).toBe(200);
  });

  it("with bodies that are no JSON object, too deep or too large are refused", async () => {
    const { cloud, call } = await start();
    const post = async (body: string) => {
      const response = await fetch(`${cloud.url}/v4/volumes`, {
        method: "POST",
        headers: { Authorization: "Bearer x" },
        body,
      });
      return response.status;
    };
    for (const body of ["{", "[]", "1", '"x"', "\u0000", "[".repeat(200_000), '{"label":'.repeat(50_000)]) {
      expect(await post(body)).toBe(400);
    }
    expect(await post(`{"label":${"[".repeat(100_000)}${"]".repeat(100_000)}}`)).toBe(400);
    expect(await post(`{"region":"fr-par","label":"${"a-".repeat(500_000)}"}`)).toBe(400);
    expect(await post('{"__proto__":{"label":"x"},"constructor":1}')).toBe(400);
    // A client that is still writing may see the connection close before it reads the answer.
    for (const size of [1024 * 1024 + 1, 17 * 1024 * 1024]) {
      expect(await post("x".repeat(size)).catch(() => 413)).toBe(413);
    }
    const announced = await send(cloud.url, plain("POST", "/v4/volumes", "Content-Length: 99999999999\r\n"));
    expect([0, 400, 413]).toContain(statusOf(announced));
    expect((await call("GET", "/volumes")).body.results).toBe(0);
  });

  it("can't make the local cloud keep what it can't write again", async () => {
    const { cloud, call, ok } = await start();
    const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`) as unknown;
    await ok("PUT", "/profile/preferences", nested(100));
    expect((await call("PUT", "/profile/preferences", nested(101))).status).toBe(400);
    expect((await call("PUT", "/profile/preferences", nested(3000))).status).toBe(400);
    expect(await ok("GET", "/profile/preferences")).toEqual(nested(100));
    expect((await fetch(`${cloud.url}/_local/snapshot`)).status).toBe(200);
  });

  it("are told the first hundred faults of a hundred thousand", async () => {
    const { call } = await start();
    const tags = Array.from({ length: 100_000 }, () => 1);
    const answer = await call("POST", "/volumes", { label: "data", region: "fr-par", tags });
    expect([answer.status, answer.body.errors.length]).toEqual([400, 100]);
    expect(answer.body.errors[99]).toEqual({ reason: "tags[99] is not valid", field: "tags[99]" });
  });

  it("with clients that go away in the middle leave nothing behind and nothing broken", async () => {
    const { cloud, call } = await start();
    const body = '{"label":"data","region":"fr-par"}';
    const { hostname, port } = new URL(cloud.url);
    for (let n = 0; n < 5; n++) {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => undefined);
      socket.write(
        `${plain("POST", "/v4/volumes", `Content-Length: ${body.length}\r\n`)}${body.slice(0, 9)}`,
        () => socket.destroy(),
      );
    }
    expect((await call("GET", "/volumes")).body.results).toBe(0);
  });

  it("with odd filters are answered 400 with Linode's sentence", async () => {
    const { call } = await start();
    const deep = `${'{"+and":['.repeat(800)}{"label":"x"}${"]}".repeat(800)}`;
    expect((await call("GET", "/volumes", undefined, { "X-Filter": deep })).status).toBe(200);
    for (const filter of ["{", "[]", "1", '"x"', '{"+and":{}}', '{"+or":[1]}', '{"label":{"+like":1}}']) {
      const answer = await call("GET", "/volumes", undefined, { "X-Filter": filter });
      expect([filter, answer.status]).toEqual([filter, 400]);
      expect(answer.body.errors[0].field).toBe("X-Filter");
    }
    const unknown = await call("GET", "/volumes", undefined, { "X-Filter": '{"__proto__":1}' });
    expect(errors(unknown)).toEqual([{ reason: "Cannot filter on __proto__", field: "X-Filter" }]);
  });

  it("with odd tokens are answered 401", async () => {
    const { cloud } = await start({ tokens: ["right"] });
    for (const token of [
      "",
      "Bearer",
      "Bearer ",
      "Basic cmlnaHQ=",
      "Bearer right wrong",
      `Bearer ${"x".repeat(9000)}`,
    ]) {
      const response = await fetch(`${cloud.url}/v4/volumes`, { headers: { Authorization: token } });
      expect([token.slice(0, 20), response.status]).toEqual([token.slice(0, 20), 401]);
      expect(response.headers.get("x-oauth-scopes")).toBe("unknown");
    }
  });

  it("can't make the local cloud split its headers", async () => {
    const { call, ok } = await start();
    const made = await call("POST", "/profile/tokens", {
      label: "a",
      scopes: "volumes:read_only\r\nX-Evil: 1",
    });
    expect(made.status).toBe(400);
    expect((await ok("GET", "/profile/tokens")).results).toBe(0);
  });

  it("can't reach the controls from a web page, by its origin or by a name of its own", async () => {
    const { cloud } = await start();
    const ask = (host: string) =>
      send(cloud.url, `GET /_local/snapshot HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(statusOf(await ask("rebound.example"))).toBe(403);
    expect(statusOf(await ask("127.0.0.1:4300"))).toBe(200);
    expect(statusOf(await ask("localhost"))).toBe(200);
  });
});
