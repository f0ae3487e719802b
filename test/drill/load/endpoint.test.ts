import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";

import { isAnswered, parseAnswers } from "../../../drill/load/endpoint";
import { makeAuthority } from "../../../local-cloud/hosts/services/authority";

const program = join(__dirname, "../../../drill/load/customer.mjs");

describe("what a customer printed", () => {
  it("is read line by line", () => {
    expect(parseAnswers("write\t1.5\t2.5\t201\nread\t2\t2\tECONNRESET\n")).toEqual([
      { kind: "write", start: 1.5, end: 2.5, status: "201" },
      { kind: "read", start: 2, end: 2, status: "ECONNRESET" },
    ]);
  });

  it.each(["wrote\t1\t2\t200", "write\t2\t1\t200", "write\t1\t2\t", "write\t1", "write\tx\ty\t200"])(
    "is refused where it is %j",
    (line) => {
      expect(() => parseAnswers(`${line}\n`)).toThrow("The customer's line is none");
    },
  );

  it.each([
    ["200", true],
    ["201", true],
    ["409", false],
    ["503", false],
    ["ECONNRESET", false],
    ["2000", false],
  ])("says by %s whether they were answered", (status, answered) => {
    expect(isAnswered({ kind: "read", start: 1, end: 2, status })).toBe(answered);
  });
});

describe("a customer on the internet", () => {
  let close: () => void = () => {};
  afterEach(() => close());

  it("goes on while requests wait, tells each answer, and ends after what is under way", async () => {
    const authority = await makeAuthority();
    const asked: string[] = [];
    const child = spawn(process.execPath, [program]);
    const server = createServer(await authority.issue(["account.example.test"]), (request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      // The third one waits for longer than all that are to follow.
      const wait = asked.length === 3 ? 700 : 0;
      if (asked.length === 8) child.kill("SIGTERM");
      if (asked.length === 5) return request.socket.destroy();
      setTimeout(() => response.writeHead(request.method === "POST" ? 201 : 200).end("{}"), wait);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    close = () => server.close();
    const { port } = server.address() as AddressInfo;
    child.stdin.end(
      JSON.stringify({
        ...{ address: "127.0.0.1", port, name: "account.example.test", ca: authority.pem },
        ...{ key: "bk_secret", every: 0.1, seconds: 60 },
      }),
    );
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
    const answers = parseAnswers(stdout);
    expect(code).toBe(0);
    expect(answers).toHaveLength(asked.length);
    expect(asked.slice(0, 2)).toEqual([
      "POST /v1/accounts Bearer bk_secret",
      "GET /v1/records?limit=1 Bearer bk_secret",
    ]);
    expect(answers.filter((one) => !isAnswered(one)).map(({ status }) => status)).toEqual(["ECONNRESET"]);
    expect(Math.max(...answers.map(({ start, end }) => end - start))).toBeGreaterThan(0.6);
    expect(stdout).not.toContain("bk_secret");
  });
});
