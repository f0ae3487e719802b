import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import { describe, expect, it } from "vitest";
import { errors, linode, start } from "./support";

const volume = (label: string) => ({ label, region: "fr-par" });

/** Statuses of requests in turn; 0 for none. */
async function statuses(call: (n: number) => Promise<{ status: number }>, count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let n = 0; n < count; n++) {
    seen.push(
      await call(n).then(
        (answer) => answer.status,
        () => 0,
      ),
    );
  }
  return seen;
}

describe("faults of requests", () => {
  it("strike what they match by method, path, kind, id and region, and nothing else", async () => {
    const { ok, call } = await start();
    const one = await ok("POST", "/volumes", volume("one"));
    const two = await ok("POST", "/volumes", { label: "two", region: "de-fra-2" });
    const rules = [
      [{ method: "PUT" }, `/volumes/${one.id}`, "PUT"],
      [{ path: "/volumes/*" }, `/volumes/${one.id}`, "GET"],
      [{ path: "/volumes/**" }, "/volumes", "GET"],
      [{ path: "/v4/volumes" }, "/volumes", "GET"],
      [{ path: "/v4beta/volumes" }, "/volumes", "GET"],
      [{ kind: "volume", id: one.id }, `/volumes/${one.id}`, "GET"],
      [{ region: "fr-par" }, `/volumes/${one.id}`, "GET"],
    ] as const;
    for (const [match, path, method] of rules) {
      await ok("POST", "/_local/faults", { effect: "503", ...match });
      const body = method === "PUT" ? { label: "one" } : undefined;
      expect((await call(method, path, body)).status, JSON.stringify(match)).toBe(503);
      expect((await call("GET", "/regions")).status).toBe(200);
      if (!("path" in match)) expect((await call("GET", `/volumes/${two.id}`)).status).toBe(200);
      await ok("DELETE", "/_local/faults");
      expect((await call(method, path, body)).status).toBe(200);
    }
  });

  it("answer as Linode and its gateways do", async () => {
    const { ok, call, cloud } = await start();
    const answerOf = async (effect: string) => {
      await ok("POST", "/_local/faults", { effect, times: 1, retryAfter: 7 });
      return call("GET", "/volumes");
    };
    const limited = await answerOf("429");
    expect([limited.status, limited.headers.get("retry-after"), errors(limited)]).toEqual([
      429,
      "7",
      [{ reason: "Too many requests" }],
    ]);
    expect((await answerOf("503")).headers.get("content-type")).toBe("application/json");
    await ok("POST", "/_local/faults", { effect: "502", times: 1 });
    const gateway = await fetch(`${cloud.url}/v4/volumes`, { headers: { Authorization: "Bearer x" } });
    expect([gateway.status, gateway.headers.get("content-type")]).toEqual([502, "text/html"]);
    expect(await gateway.text()).toContain("<title>502 Bad Gateway</title>");
  });

  it("say busy only of what can be", async () => {
    const { ok, call } = await start();
    const made = await ok("POST", "/linode/instances", linode);
    await ok("POST", "/_local/faults", { effect: "busy" });
    expect((await call("GET", `/linode/instances/${made.id}`)).status).toBe(200);
    expect((await call("POST", "/vpcs", { label: "a", region: "fr-par" })).status).toBe(200);
    expect(errors(await call("PUT", `/linode/instances/${made.id}`, { tags: [] }))).toEqual([
      { reason: "Linode busy." },
    ]);
  });

  it("drop the connection before the work is done, or after it", async () => {
    const { ok, call } = await start();
    await ok("POST", "/_local/faults", { effect: "drop", method: "POST", times: 1 });
    await expect(call("POST", "/volumes", volume("before"))).rejects.toThrow();
    await ok("POST", "/_local/faults", { effect: "drop", method: "POST", times: 1, when: "after" });
    await expect(call("POST", "/volumes", volume("after"))).rejects.toThrow();
    expect((await ok("GET", "/volumes")).data.map((one: { label: string }) => one.label)).toEqual(["after"]);
  });

  it("send half an answer, with the work done", async () => {
    const { ok, cloud } = await start();
    await ok("POST", "/_local/faults", { effect: "half", method: "POST", times: 1 });
    const response = await fetch(`${cloud.url}/v4/volumes`, {
      method: "POST",
      headers: { Authorization: "Bearer x" },
      body: JSON.stringify(volume("data")),
    });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect((await ok("GET", "/volumes")).results).toBe(1);
  });

  it("hang until the rule is removed, and don't keep the local cloud from closing", async () => {
    const { ok, call } = await start();
    await ok("POST", "/_local/faults", { name: "stuck", effect: "hang", path: "/volumes" });
    const waiting = call("GET", "/volumes").then(
      () => "answered",
      () => "closed",
    );
    await expect.poll(async () => (await ok("GET", "/_local/faults")).faults[0].struck).toBe(1);
    await ok("DELETE", "/_local/faults/stuck");
    expect(await waiting).toBe("closed");
    await ok("POST", "/_local/faults", { effect: "hang", path: "/volumes" });
    void call("GET", "/volumes").catch(() => undefined);
    await expect.poll(async () => (await ok("GET", "/_local/faults")).faults[0].struck).toBe(1);
  });

  it("are the same for the same seed and requests, as likely as asked, and differ by seed", async () => {
    const run = async (seed: number) => {
      const { call } = await start({
        faults: [{ effect: ["500", "503", "drop"], probability: 0.3, seed, when: "either" }],
      });
      return statuses(() => call("GET", "/volumes"), 200);
    };
    const first = await run(7);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
    const struck = first.filter((status) => status !== 200).length;
    expect(struck).toBeGreaterThan(40);
    expect(struck).toBeLessThan(80);
    expect(new Set(first)).toEqual(new Set([200, 500, 503, 0]));
  });

  it("let some pass first, and stop after as many as asked", async () => {
    const { call } = await start({ faults: [{ effect: "500", after: 2, times: 3 }] });
    expect(await statuses(() => call("GET", "/volumes"), 7)).toEqual([200, 200, 500, 500, 500, 200, 200]);
  });

  it("leave the control paths alone, and are in the journal", async () => {
    const { ok, call } = await start({ faults: [{ name: "all", effect: "503" }] });
    await call("GET", "/volumes");
    expect((await ok("GET", "/_local/faults")).faults[0]).toMatchObject({
      name: "all",
      matched: 1,
      struck: 1,
    });
    expect(await ok("GET", "/_local/requests?fault=all")).toMatchObject([
      { path: "/v4/volumes", status: 503, fault: { rule: "all", effect: "503", when: "before" } },
    ]);
  });

  it("are refused with every mistake", async () => {
    const { call, ok } = await start();
    const answer = await call("POST", "/_local/faults", { effect: "fire", probability: 2, colour: 1 });
    expect(answer.status).toBe(400);
    const fields = answer.body.errors.map((one: { field?: string }) => one.field);
    expect(fields).toEqual(expect.arrayContaining(["effect", "probability"]));
    for (const [rule, mistake] of [
      [{ effect: "region-out" }, { field: "region" }],
      [
        { effect: "slow", delay: 1e12 },
        { field: "delay", reason: "Must be at most 2147483647" },
      ],
      [{ effect: "slow-job", factor: 1e300 }, { field: "factor" }],
      [{ effect: "fail-job", path: "/volumes" }, { field: "path" }],
      [
        { effect: "region-out", region: "mars" },
        { field: "region", reason: expect.stringContaining("fr-par") },
      ],
      [
        { effect: "503", kind: "planet" },
        { field: "kind", reason: expect.stringContaining("volume") },
      ],
      [
        { effect: "fail-job", action: "linode_bot" },
        { field: "action", reason: expect.stringContaining("linode_boot") },
      ],
      [{ effect: "api-out", probability: 0.5 }, { field: "probability" }],
      [{ effect: "api-out", region: "fr-par" }, { field: "region" }],
      [
        { effect: "503", often: 1 },
        { reason: expect.stringMatching(/^There is no often; there is name, effect, method/) },
      ],
    ]) {
      const refused = await call("POST", "/_local/faults", rule);
      expect([rule, refused.status, refused.body.errors]).toMatchObject([rule, 400, [mistake]]);
    }
    expect(await ok("GET", "/_local/faults")).toMatchObject({ faults: [] });
    expect((await call("DELETE", "/_local/faults/none")).status).toBe(404);
  });
});

describe("faults of jobs", () => {
  it("fail a job: its event says so and the Linode is left powered off", async () => {
    const { ok, settle } = await start();
    const { id } = await ok("POST", "/linode/instances", { ...linode, booted: false });
    await settle();
    await ok("POST", "/_local/faults", {
      name: "no-boot",
      effect: "fail-job",
      action: "linode_boot",
      times: 1,
    });
    await ok("POST", `/linode/instances/${id}/boot`);
    await settle();
    const filter = { "X-Filter": '{"action":"linode_boot"}' };
    const [event] = (await ok("GET", "/account/events", undefined, filter)).data;
    expect(event.status).toBe("failed");
    expect((await ok("GET", `/linode/instances/${id}`)).status).toBe("offline");
    expect(await ok("GET", "/_local/requests?fault=no-boot")).toMatchObject([
      { method: "JOB", path: `/linode_boot/instance/${id}` },
    ]);
    await ok("POST", `/linode/instances/${id}/boot`);
    await settle();
    expect((await ok("GET", `/linode/instances/${id}`)).status).toBe("running");
  });

  it("slow a job down", async () => {
    const { ok, cloud } = await start({ faults: [{ effect: "slow-job", kind: "volume", factor: 100 }] });
    await ok("POST", "/volumes", volume("data"));
    cloud.world.clock.advance(100);
    expect((await ok("GET", "/volumes")).data[0].status).toBe("creating");
    cloud.world.clock.advance(1000);
    expect((await ok("GET", "/volumes")).data[0].status).toBe("active");
  });
});

describe("situations", () => {
  it("a region out: its resources, its S3 and its jobs stand still, the others go on", async () => {
    const { ok, call, cloud, settle } = await start();
    const here = await ok("POST", "/volumes", volume("here"));
    const there = await ok("POST", "/volumes", { label: "there", region: "de-fra-2" });
    await ok("POST", "/_local/faults", { name: "out", effect: "region-out", region: "fr-par" });
    await settle();
    expect((await call("GET", `/volumes/${here.id}`)).status).toBe(503);
    expect((await call("POST", "/volumes", volume("new"))).status).toBe(503);
    expect((await ok("GET", `/volumes/${there.id}`)).status).toBe("active");
    const status = async () =>
      (await ok("GET", "/volumes")).data.find((one: { id: number }) => one.id === here.id).status;
    expect(await status()).toBe("creating");
    const ca = readFileSync(cloud.caFile, "utf8");
    expect(await refuses(cloud.s3Endpoints["fr-par"] ?? "", ca)).toBe(true);
    expect(await refuses(cloud.s3Endpoints["de-fra-2"] ?? "", ca)).toBe(false);
    await ok("DELETE", "/_local/faults/out");
    expect(await status()).toBe("creating");
    await settle();
    expect(await status()).toBe("active");
  });

  it("the API out: no call is answered, jobs go on", async () => {
    const { ok, call, settle } = await start();
    await ok("POST", "/volumes", volume("data"));
    await ok("POST", "/_local/faults", { effect: "api-out", maintenance: true });
    const out = await call("GET", "/regions");
    expect([out.status, out.headers.get("x-maintenance-mode")]).toEqual([503, "true"]);
    await settle();
    await ok("DELETE", "/_local/faults");
    expect((await ok("GET", "/volumes")).data[0].status).toBe("active");
  });
});

/** Whether a listener lets nobody in. */
function refuses(endpoint: string, ca: string): Promise<boolean> {
  const [host = "", port] = endpoint.split(":");
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), ca }, () => {
      socket.destroy();
      resolve(false);
    });
    socket.on("error", () => resolve(true));
  });
}
