import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { readHosts, renderHosts, withHosts } from "../../cli/hosts";
import type { HostReport } from "../../cli/hosts/reports";
import { hostStates } from "../../cli/hosts/states";
import { nodeContent } from "../../cli/show/picture/contents";
import type { StackView } from "../../cli/show/view";
import { type LocalCloud, startLocalCloud } from "../../local-cloud";
import { findVersitygw } from "../../local-cloud/s3/versitygw";

const now = new Date("2026-11-25T12:00:00Z");
const report = (host: string, change: Partial<HostReport> = {}): HostReport => ({
  host,
  at: "2026-11-25T11:59:30Z",
  boot: "b",
  serial: 1_795_614_703_536,
  refused: null,
  sshHostKey: "ssh-ed25519 AAAA",
  told: null,
  converge: { result: "done", steps: [{ step: "05-channel", result: "done", said: "" }] },
  ...change,
});
const failed: HostReport["converge"] = {
  result: "failed",
  steps: [
    { step: "05-channel", result: "done", said: "" },
    { step: "62-tunnel", result: "failed", said: "waits for its secrets: wg0.conf" },
  ],
};

describe("the state of a host", () => {
  const cases: [string, HostReport | undefined, object][] = [
    ["done", report("h"), { state: "converged", ageSeconds: 30, serial: 1_795_614_703_536, said: null }],
    [
      "failed",
      report("h", { converge: failed }),
      { state: "failed", step: "62-tunnel", said: "waits for its secrets: wg0.conf" },
    ],
    ["under way", report("h", { converge: { result: "running", steps: [] } }), { state: "working" }],
    [
      "on its way through its steps",
      report("h", {
        converge: {
          result: "running",
          steps: ["10-packages", "15-volume"].map((step) => ({ step, result: "done", said: "" })),
        },
      }),
      { state: "working", step: null, reached: "15-volume" },
    ],
    [
      "refusing its message",
      report("h", { refused: "it is not signed by the class's key" }),
      { state: "refused", said: "it is not signed by the class's key" },
    ],
    [
      "not heard of for an hour",
      report("h", { at: "2026-11-25T11:00:00Z" }),
      { state: "silent", ageSeconds: 3600 },
    ],
    [
      "not told what was put there an hour ago",
      report("h", { told: new Date("2026-11-25T10:59:00Z"), serial: Date.parse("2026-11-25T10:53:00Z") }),
      {
        state: "behind",
        said: expect.stringMatching(/put there 2026-11-25T10:59.* has the one of 2026-11-25T10:53/),
      },
    ],
    [
      "not told what was put there less than an hour ago",
      report("h", { told: new Date("2026-11-25T11:01:00Z"), serial: Date.parse("2026-11-25T10:00:00Z") }),
      { state: "converged" },
    ],
    [
      "told what was put there, by a clock of its own",
      report("h", { told: new Date("2026-11-25T10:00:00Z"), serial: Date.parse("2026-11-25T09:56:00Z") }),
      { state: "converged" },
    ],
    ["never heard of", undefined, { state: "unheard", at: null, serial: null }],
  ];
  it.each(cases)("that is %s", (_, said, state) => {
    expect(hostStates(["h"], said === undefined ? [] : [said], now)).toEqual([
      expect.objectContaining({ name: "h", ...state }),
    ]);
  });

  it("is told of every host that is there or has spoken, once", () => {
    const names = hostStates(["a", "b"], [report("b"), report("c")], now).map(({ name }) => name);
    expect(names).toEqual(["a", "b", "c"]);
  });
});

describe("the picture of hosts", () => {
  const node = (name: string) => ({
    ...{ name, state: "running", shortName: name, addresses: [], volumes: [] },
    ...{ firewall: null, placementGroup: null, diskEncrypted: true },
  });
  const view = { enclaves: [{ regions: [{ nodes: ["fine", "broken", "new", "other"].map(node) }] }] };
  const hosts = hostStates(["new"], [report("fine"), report("broken", { converge: failed })], now);
  const nodes = withHosts(view as never, hosts).enclaves.flatMap(({ regions }) =>
    regions.flatMap((region) => region.nodes),
  );

  it("has each host's word beside its server, and none for what is no host", () => {
    expect(nodes.map(({ host }) => host)).toEqual([
      { text: "converged", tone: "good" },
      { text: "failed at 62-tunnel", tone: "bad" },
      { text: "unheard", tone: "quiet" },
      undefined,
    ]);
  });

  it("shows in a box what a person should look at, and the rest in the details", () => {
    const boxes = nodes.map((one) => nodeContent(one, [], false));
    const rows = boxes.map((box) => box.rows.map(({ text }) => text).filter((text) => text.includes("host")));
    expect(rows).toEqual([[], ["! host failed at 62-tunnel"], [], []]);
    const details = boxes.map(({ detail }) => detail.filter((line) => line.startsWith("Host ")));
    expect(details.map(([line]) => line)).toEqual([
      "Host converged, by its own word",
      "Host failed at 62-tunnel, by its own word",
      "Host unheard, by its own word",
      undefined,
    ]);
  });
});

describe("the table of hosts", () => {
  const states = hostStates(
    ["fine", "broken", "quiet"],
    [
      report("fine"),
      report("broken", {
        converge: { result: "failed", steps: [{ step: "1", result: "failed", said: "bad \u001b[31mword" }] },
      }),
    ],
    now,
  );

  it("shows state, age and message of each, and what went wrong, without commands to the terminal", () => {
    const text = renderHosts(states, { colour: false, width: 100 });
    expect(text).toMatch(
      /^Hosts\nHOST +STATE +STEP +HEARD +MESSAGE\nfine +converged +05-channel +30 s ago +1795614703536\n/,
    );
    expect(text).toMatch(/^quiet +unheard +– +– +–$/m);
    expect(text).toMatch(/^broken: 1: bad .\[31mword$/m);
    expect(text).not.toContain("\u001b");
  });

  it("says what the states mean that there are, and why nobody is heard on a local cloud", () => {
    const said = (local: boolean) =>
      renderHosts(states, { colour: false, width: 200, local })
        .split("\n")
        .filter((line) => /^(converged|working|failed|refused|silent|unheard):/.test(line));
    expect(said(false)).toEqual([
      "converged: it is what its files say.",
      "failed: a step failed, and is tried again every minute.",
      "unheard: it has never reported.",
    ]);
    expect(said(true).at(-1)).toMatch(/^unheard: .*a local cloud runs no machine.*`--hosts`\.$/);
  });

  it("is one line where no machine was asked for", () => {
    const none = hostStates(["a", "b"], [], now);
    expect(renderHosts(none, { colour: false, width: 200, local: true })).toMatch(
      /^Hosts\nNone of 2 has reported: a local cloud runs no machine.*`--hosts`\.\n$/,
    );
    expect(renderHosts(none, { colour: false, width: 200 })).toContain("\na ");
  });

  it("fits a narrow terminal", () => {
    for (const line of renderHosts(states, { colour: false, width: 30 }).split("\n"))
      expect([...line].length).toBeLessThanOrEqual(30);
  });
});

const without = findVersitygw() === undefined;
const note = without ? " (skipped: there is no versitygw here)" : "";

describe.skipIf(without)(`what hosts wrote to a real bucket${note}`, () => {
  let cloud: LocalCloud;
  const environment = () => ({
    LINODE_URL: cloud.url,
    LINODE_TOKEN: cloud.tokens[0],
    AWS_CA_BUNDLE: cloud.caFile,
  });
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${cloud.url}/v4${path}`, {
      method,
      headers: { authorization: `Bearer ${cloud.tokens[0]}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as T;
  };
  const site = { region: "fr-par", nodes: [{ name: "one" }, { name: "two" }] };
  const view = (name: string): StackView =>
    ({ enclaves: [{ regions: [{ ...site, buckets: [{ name: "x-backup" }, { name }] }] }] }) as never;

  beforeAll(async () => {
    cloud = await startLocalCloud({ speed: 100_000 });
    await call("POST", "/object-storage/buckets", { label: "x-exchange", region: "fr-par" });
    const key = await call<{
      access_key: string;
      secret_key: string;
      regions: readonly { s3_endpoint: string }[];
    }>("POST", "/object-storage/keys", { label: "test", regions: ["fr-par"] });
    const client = new S3Client({
      endpoint: `https://${key.regions[0]?.s3_endpoint}`,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: { accessKeyId: key.access_key, secretAccessKey: key.secret_key },
      requestHandler: { httpsAgent: new Agent({ ca: readFileSync(cloud.caFile, "utf8") }) },
    });
    const put = (Key: string, Body: string) =>
      client.send(new PutObjectCommand({ Bucket: "x-exchange", Key, Body }));
    await put("status/one", JSON.stringify(report("one")));
    await put("status/forged", JSON.stringify(report("two")));
    await put("status/torn", '{"host": "to');
    await put("messages/one", "sealed");
    client.destroy();
  });
  afterAll(async () => cloud?.close());

  it("is read by a key that is gone again, and what is no host's own word is not", async () => {
    const { hosts, problem } = await readHosts(view("x-exchange"), environment(), now);
    expect(problem).toBeNull();
    expect(hosts.map(({ name, state }) => [name, state])).toEqual([
      ["one", "converged"],
      ["two", "unheard"],
    ]);
    const { data } = await call<{ data: { label: string }[] }>("GET", "/object-storage/keys");
    expect(data.map(({ label }) => label)).toEqual(["test"]);
  });

  it("is said to be unknown where the bucket can't be read", async () => {
    const { hosts, problem } = await readHosts(view("y-exchange"), environment(), now);
    expect(hosts.map(({ state }) => state)).toEqual(["unheard", "unheard"]);
    expect(problem).toMatch(/^What some hosts say can't be read: /);
  });

  it("is not looked for where there is no such bucket, and no key is made", async () => {
    const nobody = { LINODE_URL: "http://127.0.0.1:9", LINODE_TOKEN: "none" };
    expect(await readHosts(view("x-objects"), nobody, now)).toEqual({ hosts: [], problem: null });
  });
});
