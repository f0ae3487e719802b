import { describe, expect, it } from "vitest";
import { type Answer, errors, start } from "./support";

const headersOf = ({ headers }: Answer) =>
  ["limit", "remaining", "reset"].map((name) => Number(headers.get(`x-ratelimit-${name}`)));

describe("rate limits", () => {
  it("are told in headers and not kept, unless asked for", async () => {
    const { call, cloud } = await start({ journalLength: 10 });
    const answers: Answer[] = [];
    for (let n = 0; n < 25; n++) answers.push(await call("GET", "/images"));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const [limit, remaining, reset] = headersOf(answers[24] as Answer);
    expect([limit, remaining]).toEqual([20, 1]);
    const now = cloud.world.clock.now().getTime() / 1000;
    expect(reset).toBeGreaterThan(now);
    expect(reset).toBeLessThanOrEqual(now + 61);
    expect(headersOf(await call("GET", "/regions"))[0]).toBe(1840);
  });

  it("refuse what is over them, until the window ends", async () => {
    const { call, ok, cloud } = await start({ rateLimits: { mode: "linode" } });
    for (let n = 0; n < 20; n++) await ok("GET", "/images");
    const over = await call("GET", "/images");
    expect([over.status, errors(over)]).toEqual([429, [{ reason: "Too many requests" }]]);
    const wait = Number(over.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
    expect(over.headers.get("x-ratelimit-remaining")).toBe("0");
    expect((await call("GET", "/volumes")).status).toBe(200);
    cloud.world.clock.advance(wait);
    expect((await call("GET", "/images")).status).toBe(200);
  });

  it("count each token by itself, and refused requests too, as recorded of reserved addresses", async () => {
    const { call, cloud } = await start({ rateLimits: { mode: "linode" } });
    const seen: [number, string | null][] = [];
    for (let n = 0; n < 12; n++) {
      const { status, headers } = await call("DELETE", "/networking/reserved/ips/192.0.2.1");
      seen.push([status, headers.get("x-ratelimit-limit")]);
    }
    const times = (count: number, status: number, limit: string) => Array(count).fill([status, limit]);
    expect(seen).toEqual([...times(5, 404, "10"), ...times(5, 429, "5"), ...times(2, 429, "10")]);
    const other = await fetch(`${cloud.url}/v4/networking/reserved/ips/192.0.2.1`, {
      method: "DELETE",
      headers: { Authorization: "Bearer other" },
    });
    expect(other.status).toBe(404);
  });

  it("limit lists to the published figure, with the recorded one in the header", async () => {
    const { call } = await start({ rateLimits: { mode: "linode" } });
    for (let n = 0; n < 200; n++) await call("GET", "/volumes");
    const over = await call("GET", "/volumes");
    expect([over.status, over.headers.get("x-ratelimit-limit")]).toEqual([429, "200"]);
    expect((await call("GET", "/volumes/1")).headers.get("x-ratelimit-limit")).toBe("1840");
  });

  it("take own figures and can be switched while running", async () => {
    const { call, ok } = await start();
    await ok("PUT", "/_local/rate-limits", {
      mode: "linode",
      classes: { default: { windows: [{ limit: 2, seconds: 60 }] } },
    });
    const seen: number[] = [];
    for (let n = 0; n < 3; n++) seen.push((await call("GET", "/profile")).status);
    expect(seen).toEqual([200, 200, 429]);
    await ok("PUT", "/_local/rate-limits", { mode: "off" });
    expect((await call("GET", "/profile")).status).toBe(200);
    const { mode, classes } = await ok("GET", "/_local/rate-limits");
    expect([mode, classes.default.source]).toEqual(["off", "your own figures"]);
    expect((await call("PUT", "/_local/rate-limits", { mode: "sometimes" })).status).toBe(400);
    expect((await call("PUT", "/_local/rate-limits", { classes: { nothing: {} } })).status).toBe(400);
  });

  it("let two writes to object storage run at once, not three", async () => {
    // Those that are let in wait until one was refused, however slow the machine is.
    let letOn = (): void => undefined;
    const refusal = new Promise<void>((resolve) => {
      letOn = resolve;
    });
    const { call } = await start({
      rateLimits: {
        mode: "linode",
        classes: { "object-storage-writes": { windows: [{ limit: 100, seconds: 60 }] } },
      },
      gates: [({ path }) => (path === "/object-storage/keys" ? refusal : undefined)],
    });
    const write = async (n: number) => {
      const answer = await call("POST", "/object-storage/keys", { label: `key${n}` });
      if (answer.status === 429) letOn();
      return answer;
    };
    const answers = await Promise.all([1, 2, 3].map(write));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    expect((await call("POST", "/object-storage/keys", { label: "key4" })).status).toBe(200);
  });
});
