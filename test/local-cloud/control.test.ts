import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { controlPaths } from "../../local-cloud/core/controlPaths";
import { type HostFault, noHosts, type Selection, type ShellCall } from "../../local-cloud/core/hostsControl";
import { readFlags, UsageError, usage } from "../../local-cloud/flags";
import { client, errors, linode, start } from "./support";

describe("the controls", () => {
  it("are all listed with a sentence each, and there", async () => {
    const { call, ok, cloud } = await start();
    const { paths, url } = await ok("GET", "/_local");
    expect(url).toBe(cloud.url);
    expect(paths).toEqual(controlPaths.map(({ method, path, about }) => ({ method, path, about })));
    for (const { method, path, about } of paths) {
      expect(about.length).toBeGreaterThan(5);
      if (method === "GET") expect([path, (await call("GET", path)).status]).toEqual([path, 200]);
    }
    expect((await call("PUT", "/_local/gaps")).status).toBe(405);
    expect((await call("GET", "/_local/nothing")).status).toBe(404);
  });

  it("tell the journal by method, path, status, fault and since when", async () => {
    const { ok, call, cloud } = await start();
    const { id } = await ok("POST", "/volumes", { label: "data", region: "fr-par" });
    await call("GET", "/volumes/1");
    const { length } = await ok("GET", "/_local/requests");
    await ok("GET", `/volumes/${id}`);
    cloud.world.clock.advance(3600);
    const later = cloud.world.clock.timestamp();
    await ok("GET", "/volumes");
    const paths = async (query: string) =>
      (await ok("GET", `/_local/requests?${query}`)).map(
        ({ method, path, status }: Record<string, unknown>) => `${method} ${path} ${status}`,
      );
    expect(await paths("method=post")).toEqual(["POST /v4/volumes 200"]);
    expect(await paths("path=/volumes/*")).toEqual(["GET /v4/volumes/1 404", `GET /v4/volumes/${id} 200`]);
    expect((await paths("path=/volumes/**")).length).toBe(4);
    expect(await paths("status=404")).toEqual(["GET /v4/volumes/1 404"]);
    expect(await paths("status=4xx")).toEqual(["GET /v4/volumes/1 404"]);
    expect(await paths(`since=${length}`)).toEqual([`GET /v4/volumes/${id} 200`, "GET /v4/volumes 200"]);
    expect(await paths(`since=${later}`)).toEqual(["GET /v4/volumes 200"]);
    expect(await paths("fault=true")).toEqual([]);
    for (const [query, said] of [
      ["foo=4xx", /no foo; there is method, path, status, since, fault/],
      ["status=banana", /404.*4xx/],
      ["since=monday", /time in UTC/],
    ] as const) {
      const refused = await call("GET", `/_local/requests?${query}`);
      expect([refused.status, refused.body.errors[0].reason]).toEqual([400, expect.stringMatching(said)]);
    }
  });

  it("choose which instances are hosts, where this process makes any", async () => {
    const without = await start();
    expect(await without.ok("GET", "/_local/hosts")).toMatchObject({ selection: "none", state: "none" });
    const refused = await without.call("PUT", "/_local/hosts", { selection: "all" });
    expect([refused.status, refused.body.errors[0].reason]).toEqual([400, expect.stringMatching(/--hosts/)]);
    const chosen: Selection[] = [];
    const struck: HostFault[] = [];
    const view = () => ({ ...noHosts, selection: chosen.at(-1) ?? "none" });
    const hosts = {
      view,
      select: (selection: Selection) => void chosen.push(selection),
      strike: async (fault: HostFault) => void struck.push(fault),
      shell: async (host: string, { script, timeoutSeconds, by }: ShellCall) => ({
        ...{ code: 3, stdout: `${host}: ${script}`, stderr: `${timeoutSeconds} ${by}` },
      }),
      close: async () => {},
    };
    const { ok, call } = await start({ hosts: () => hosts });
    for (const selection of ["everything", [], [7], ["--x"], null])
      expect((await call("PUT", "/_local/hosts", { selection })).status).toBe(400);
    expect(chosen).toEqual([]);
    expect(await ok("PUT", "/_local/hosts", { selection: ["account"] })).toMatchObject({
      selection: ["account"],
    });
    expect((await ok("GET", "/_local/hosts")).selection).toEqual(["account"]);
    for (const body of [{}, { fault: "burn", target: { host: "a" } }, { fault: "cut", target: { host: 7 } }])
      expect((await call("POST", "/_local/hosts/faults", body)).status).toBe(400);
    expect(struck).toEqual([]);
    const cut = { fault: "cut", target: { region: "fr-par" } } as const;
    await ok("POST", "/_local/hosts/faults", cut);
    expect(struck).toEqual([cut]);
    for (const body of [
      {},
      { script: "true", timeoutSeconds: 0 },
      { script: "true", timeoutSeconds: 601 },
      { script: "true", by: "post" },
    ])
      expect((await call("POST", "/_local/shell/one", body)).status).toBe(400);
    const ran = { code: 3, stdout: "one: exit 3", stderr: "60 console" };
    expect(await ok("POST", "/_local/shell/one", { script: "exit 3" })).toEqual(ran);
    const far = { script: "true", timeoutSeconds: 5, by: "network" };
    expect((await ok("POST", "/_local/shell/one", far)).stderr).toBe("5 network");
    const nowhere = await without.call("POST", "/_local/shell/one", { script: "true" });
    expect([nowhere.status, nowhere.body.errors[0].reason]).toEqual([400, expect.stringMatching(/--hosts/)]);
  });

  it("refuse a clock that no date could be made of", async () => {
    const { call, ok } = await start();
    for (const body of [{ advance: 1e308 }, { advance: 1e15 }, { speed: 1e308 }, { advance: -1 }]) {
      const answer = await call("PUT", "/_local/clock", body);
      expect([body, answer.status]).toEqual([body, 400]);
    }
    expect((await ok("GET", "/_local/clock")).speed).toBe(0);
    await ok("PUT", "/_local/clock", { advance: 1e9 });
    for (const [path, body, said] of [
      ["clock", { advance: "1 day" }, /number of seconds/],
      ["clock", { now: 1 }, /no now; there is speed, advance, paused/],
      ["rate-limits", { mode: "foo" }, /off or linode/],
    ] as const) {
      expect((await call("PUT", `/_local/${path}`, body)).body.errors[0].reason).toMatch(said);
    }
  });

  it("pause dates and jobs, advance them meanwhile, and let them go on", async () => {
    const { ok } = await start({ speed: 1_000_000 });
    const paused = await ok("PUT", "/_local/clock", { paused: true });
    expect(paused).toMatchObject({ paused: true, speed: 0 });
    await ok("POST", "/volumes", { label: "data", region: "fr-par" });
    const status = async () => (await ok("GET", "/volumes")).data[0].status;
    expect([await status(), (await ok("GET", "/_local/clock")).now]).toEqual(["creating", paused.now]);
    const advanced = await ok("PUT", "/_local/clock", { advance: 3600 });
    expect(Date.parse(`${advanced.now}Z`) - Date.parse(`${paused.now}Z`)).toBe(3_600_000);
    expect(await status()).toBe("active");
    expect(await ok("PUT", "/_local/clock", { paused: false })).toMatchObject({
      paused: false,
      speed: 1_000_000,
    });
  });

  it("switch what Linode changed between versions, all at once or one by one", async () => {
    const { ok, call } = await start();
    const encryption = async (label: string) =>
      (await ok("POST", "/volumes", { label, region: "fr-par" })).encryption;
    expect(await encryption("data-1")).toBe("disabled");
    await ok("PUT", "/_local/settings", { preset: "2026" });
    expect(await encryption("data-2")).toBe("enabled");
    await ok("PUT", "/_local/settings", { preset: "2026-new-account", volumeEncryptionDefault: "disabled" });
    expect(await encryption("data-3")).toBe("disabled");
    const { settings, presets } = await ok("GET", "/_local/settings");
    expect(settings.interfacesForNewLinodes).toBe("linode_default_but_legacy_config_allowed");
    expect(Object.keys(presets)).toEqual(["2025", "2026", "2026-new-account"]);
    const bad = await call("PUT", "/_local/settings", { preset: "1999" });
    expect(errors(bad)).toEqual([{ reason: "Must be one of 2025, 2026, 2026-new-account", field: "preset" }]);
  });

  it("find what contradicts itself", async () => {
    const { ok, cloud } = await start();
    const { id } = await ok("POST", "/linode/instances", linode);
    expect(await ok("GET", "/_local/contradictions")).toEqual([]);
    const { store } = cloud.world;
    store.transaction(() => store.remove("instance", id));
    expect((await ok("GET", "/_local/contradictions")).length).toBeGreaterThan(0);
  });

  it("give the API that is offered as data", async () => {
    const { ok } = await start();
    const endpoints = (await ok("GET", "/_local/endpoints")) as Record<string, unknown>[];
    expect(endpoints.length).toBeGreaterThan(200);
    expect(endpoints).toContainEqual({
      method: "POST",
      path: "/linode/instances",
      scopes: "linodes:read_write",
      filterable: null,
      rateLimit: "create-linode",
    });
  });

  it("restore jobs, tokens and counters with a snapshot, and refuse what is none", async () => {
    const { ok, call, cloud, settle } = await start();
    await ok("POST", "/linode/instances", linode);
    const { token } = await ok("POST", "/profile/tokens", { label: "t", scopes: "linodes:read_only" });
    const saved = await ok("GET", "/_local/snapshot");
    expect(JSON.stringify(saved)).not.toContain(token);
    await settle();
    await ok("PUT", "/_local/snapshot", saved);
    const status = async () =>
      (await client(cloud.url, token)("GET", "/linode/instances")).body.data[0].status;
    expect(await status()).toBe("provisioning");
    await settle();
    expect(await status()).toBe("running");
    for (const body of [
      {},
      { meta: {}, tables: { volume: {} } },
      { meta: {}, tables: { volume: [{}] } },
      { meta: { lastId: "x" }, tables: {} },
    ]) {
      expect((await call("PUT", "/_local/snapshot", body)).status).toBe(400);
    }
    expect(await status()).toBe("running");
    for (const [tables, said] of [
      [{ volume: [{ id: 1 }] }, /^volume 1 /],
      [{ planet: [] }, /no table planet; the tables are .*volume/],
      [{ firewall: [{ id: 1 }] }, /has not the form/],
      [{ vpc: [{ id: 1 }, { id: 1 }] }, /^vpc 1 is there twice/],
    ] as const) {
      const refused = await call("PUT", "/_local/snapshot", { meta: {}, tables });
      expect([refused.status, refused.body.errors[0].reason]).toEqual([400, expect.stringMatching(said)]);
    }
    expect(await status()).toBe("running");
  });
});

describe("the command's flags", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "bastide-flags-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("set what they say", () => {
    const faults = join(directory, "faults.json");
    const limits = join(directory, "limits.json");
    writeFileSync(faults, '[{"effect":"api-out"}]');
    writeFileSync(limits, '{"classes":{"default":{"windows":[{"limit":5,"seconds":1}]}}}');
    const read = readFlags([
      ...["--port", "0", "--speed", "0", "--preset", "2026", "--interfaces", "linode_only", "--json"],
      ...["--fault", "effect=503+drop,path=/volumes/*,probability=0.5,when=after,id=7", "--faults", faults],
      ...["--rate-limits", limits, "--versitygw", "none", "--token", "a", "--token", "b"],
    ]);
    expect(read).toEqual({
      json: true,
      log: false,
      options: {
        port: 0,
        speed: 0,
        preset: "2026",
        interfacesForNewLinodes: "linode_only",
        versitygw: false,
        tokens: ["a", "b"],
        rateLimits: { classes: { default: { windows: [{ limit: 5, seconds: 1 }] } } },
        faults: [
          { effect: "api-out" },
          { effect: ["503", "drop"], path: "/volumes/*", probability: 0.5, when: "after", id: "7" },
        ],
      },
    });
    expect(readFlags(["--help"])).toBeUndefined();
  });

  it("are refused with every mistake at once", () => {
    const bad = [
      ...["--port", "70000", "--s3-port", "x", "--speed", "fast", "--preset", "1999", "--interfaces", "none"],
      ...["--volume-encryption", "maybe", "--rate-limits", join(directory, "none")],
      ...["--fault", "effect=fire", "--fault", "nonsense", "--faults", directory],
    ];
    expect(() => readFlags(bad)).toThrow(UsageError);
    const text = messageOf(() => readFlags(bad));
    for (const flag of [
      "port",
      "s3-port",
      "speed",
      "preset",
      "interfaces",
      "volume-encryption",
      "rate-limits",
    ]) {
      expect(text).toMatch(new RegExp(`^--${flag} `, "m"));
    }
    expect(text.match(/^--fault/gm)?.length).toBe(3);
    expect(messageOf(() => readFlags(["--foo"]))).not.toContain("Did you mean");
    expect(messageOf(() => readFlags(["--spede"]))).toContain("Did you mean --speed?");
    expect(messageOf(() => readFlags(["--colour"]))).toMatch(/--colour.*\nTry: bastide local-cloud --help/s);
  });

  it("are all in the help", () => {
    const { stdout, status } = spawnSync(
      process.execPath,
      ["-r", "tsx/cjs", "local-cloud/main.ts", "--help"],
      { cwd: join(__dirname, "..", ".."), encoding: "utf8" },
    );
    expect([status, stdout]).toEqual([0, `${usage}\n`]);
    for (const flag of ["fault", "faults", "rate-limits", "preset", "directory", "state", "json"]) {
      expect(usage).toContain(`--${flag} `);
    }
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "";
}
