import { beforeEach, describe, expect, it, vi } from "vitest";

import { LinodeError, linodeApi } from "../../../infra/provider/linodeApi";
import { refusal, stubApi, stubToken } from "../../support/infraStubApi";

const waits = vi.hoisted(() => ({ asked: [] as number[] }));
vi.mock("node:timers/promises", () => ({
  setTimeout: async (ms: number) => {
    waits.asked.push(ms);
  },
}));

beforeEach(() => {
  waits.asked.length = 0;
});

const what = "look at something";
const failure = async (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error("It did not fail."),
    (error: unknown) => error as Error,
  );

describe("the client of Linode's API", () => {
  it("sends the token, the version and the body", async () => {
    const stub = await stubApi(() => ({ body: { id: 7 } }));
    const api = linodeApi({ ...stub.environment, LINODE_API_VERSION: "v4beta", LINODE_URL: `${stub.url}/` });
    expect(await api.send({ method: "PUT", path: "/things/7", body: { a: 1 }, what })).toEqual({ id: 7 });
    expect(stub.requests).toEqual([
      { method: "PUT", path: "/v4beta/things/7", authorization: `Bearer ${stubToken}`, body: { a: 1 } },
    ]);
  });

  it("says what is missing where there is no token, and asks nobody", async () => {
    const stub = await stubApi(() => ({}));
    const error = await failure(linodeApi({ LINODE_URL: stub.url }).send({ path: "/", what }));
    expect(error.message).toBe(
      "There is no LINODE_TOKEN in the environment, so Bastide can't look at something. Set it and try again.",
    );
    expect(stub.requests).toEqual([]);
  });

  it.each([
    ["GET", 429],
    ["GET", 500],
    ["GET", 502],
    ["GET", 503],
    ["GET", 504],
    ["GET", 408],
    ["PUT", 502],
    ["DELETE", 504],
    ["POST", 429],
    ["POST", 503],
  ] as const)("repeats %s after %i", async (method, status) => {
    const stub = await stubApi((_, count) =>
      count < 3 ? refusal(status, "Not now.") : { body: { ok: true } },
    );
    expect(await linodeApi(stub.environment).send({ method, path: "/things", what })).toEqual({ ok: true });
    expect(stub.requests).toHaveLength(3);
    expect(waits.asked).toEqual([250, 500]);
  });

  it.each(["GET", "POST", "PUT", "DELETE"] as const)(
    "repeats %s while the Linode is busy",
    async (method) => {
      const stub = await stubApi((_, count) => (count < 2 ? refusal(400, "Linode busy.") : {}));
      await linodeApi(stub.environment).send({ method, path: "/things", what });
      expect(stub.requests).toHaveLength(2);
    },
  );

  it.each([500, 502, 504, 408])("never repeats POST after %i, when it may have been done", async (status) => {
    const stub = await stubApi(() => refusal(status, "Something went wrong."));
    const error = await failure(linodeApi(stub.environment).send({ method: "POST", path: "/things", what }));
    expect(error).toBeInstanceOf(LinodeError);
    expect(stub.requests).toHaveLength(1);
  });

  it("never repeats POST when the connection breaks", async () => {
    const stub = await stubApi(() => "hang up");
    const error = await failure(linodeApi(stub.environment).send({ method: "POST", path: "/things", what }));
    expect(stub.requests).toHaveLength(1);
    expect(error.message).toMatch(
      /^Linode's API at http:\/\/127\.0\.0\.1:\d+ can't be reached to look at something: .+\. Try again\.$/,
    );
  });

  it("repeats reading when the connection breaks", async () => {
    const stub = await stubApi((_, count) => (count === 1 ? "hang up" : { body: { ok: true } }));
    expect(await linodeApi(stub.environment).send({ path: "/things", what })).toEqual({ ok: true });
  });

  it.each([400, 401, 403, 404])("does not repeat after %i, and tells Linode's reason", async (status) => {
    const stub = await stubApi(() => ({
      status,
      body: { errors: [{ reason: "First." }, { reason: "Second." }] },
    }));
    const error = await failure(linodeApi(stub.environment).send({ path: "/things", what }));
    expect(error.message).toBe(`Linode refused to look at something: First.; Second. (${status}).`);
    expect((error as LinodeError).status).toBe(status);
    expect(stub.requests).toHaveLength(1);
  });

  it("tells the status where the answer is no JSON", async () => {
    const stub = await stubApi(() => ({ status: 400, body: "<html>Bad Request</html>" }));
    const error = await failure(linodeApi(stub.environment).send({ path: "/things", what }));
    expect(error.message).toBe("Linode refused to look at something: HTTP 400 (400).");
  });

  it("waits as long as it is asked to, up to a minute", async () => {
    const asked = ["2", "600", "Wed, 21 Oct 2026 07:28:00 GMT", "-1"];
    const stub = await stubApi((_, count) => {
      const after = asked[count - 1];
      return after === undefined ? {} : refusal(429, "Too many requests", { "retry-after": after });
    });
    await linodeApi(stub.environment).send({ path: "/things", what });
    expect(waits.asked).toEqual([2_000, 60_000, 1_000, 2_000]);
  });

  it("gives up in the end, with Linode's reason and without the token", async () => {
    const stub = await stubApi(() => refusal(503, "Out of service."));
    const error = await failure(linodeApi(stub.environment).send({ path: "/things", what }));
    expect(error.message).toBe("Linode refused to look at something: Out of service. (503).");
    expect(stub.requests.length).toBeGreaterThan(3);
    expect(stub.requests.length).toBeLessThan(20);
    expect(JSON.stringify(error) + error.stack).not.toContain(stubToken);
  });
});
