import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ensureCloud, removeCloud } from "../../engine/localCloud/ensure";
import { withStackLock } from "../../engine/lock";
import { mayPass } from "../../engine/pulumi/passing";
import { RunRecord } from "../../engine/pulumi/runRecord";
import { mendState } from "../../engine/pulumi/stateFiles";
import { writeWhole } from "../../local-cloud/core/files";
import { temporaryFolder } from "../support/temporaryFolder";

describe("a file that is written whole", () => {
  it("replaces the old one, is its owner's only, and leaves no draft", () => {
    const folder = temporaryFolder({ key: "old" });
    writeWhole(join(folder, "key"), "new");
    expect(readFileSync(join(folder, "key"), "utf8")).toBe("new");
    expect(statSync(join(folder, "key")).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["key"]);
  });
});

describe("the stack's lock", () => {
  const lock = (folder: string, work = async () => "done") => withStackLock(folder, "up", work);

  it("is held while the work goes on, and released", async () => {
    const folder = temporaryFolder();
    const second = lock(folder, () => lock(folder));
    await expect(second).rejects.toThrow(/Another command \(up, process \d+\) is changing this stack/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["a process that is gone", JSON.stringify({ pid: 2 ** 22 + 1, what: "up", start: "1" })],
    ["a process whose number was given anew", JSON.stringify({ pid: process.pid, what: "up", start: "1" })],
    ["nobody, since its file was cut short", ""],
  ])("is taken over from %s", async (_whose, content) => {
    const folder = temporaryFolder({ lock: content });
    expect(await lock(folder)).toBe("done");
  });
});

describe("the start of a local cloud", () => {
  it("gives the same one to two commands that start it at once", { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    try {
      const [one, other] = await Promise.all([ensureCloud({ folder }), ensureCloud({ folder })]);
      expect(other).toEqual(one);
      expect(await ensureCloud({ folder })).toEqual(one);
    } finally {
      await removeCloud(folder);
    }
  });
});

describe("the state of a killed CLI", () => {
  it("is the one before where it ends in the middle", () => {
    const folder = temporaryFolder({ "dev.json": '{"half', "dev.json.bak": "{}", "dev.json.attrs": "x" });
    mendState(folder);
    expect(readFileSync(join(folder, "dev.json"), "utf8")).toBe("{}");
    expect(existsSync(join(folder, "dev.json.attrs"))).toBe(false);
  });

  it("is left alone where it is whole", () => {
    const folder = temporaryFolder({ "dev.json": '{"whole":1}', "dev.json.bak": "{}" });
    mendState(folder);
    expect(readFileSync(join(folder, "dev.json"), "utf8")).toBe('{"whole":1}');
  });
});

describe("the record of a run", () => {
  const metadata = (op: string, name: string, label = name) => ({
    op,
    urn: name,
    type: "linode:index/volume:Volume",
    new: { inputs: { label } },
  });
  const begun = (op: string, name: string) => ({ resourcePreEvent: { metadata: metadata(op, name) } });

  it("tells how each step ended, as far as the events go", () => {
    const record = RunRecord.in(temporaryFolder());
    record.begin({ "/volumes": ["7"] });
    const events = [
      begun("create", "done"),
      begun("create", "failed"),
      begun("delete", "begun"),
      begun("same", "still"),
      { resOutputsEvent: { metadata: metadata("create", "done") } },
      { resOpFailedEvent: { metadata: metadata("create", "failed") } },
    ];
    writeFileSync(record.eventFile, `${events.map((event) => JSON.stringify(event)).join("\n")}\n{"resOp`);
    expect(record.inventory).toEqual({ "/volumes": ["7"] });
    expect(record.steps.map(({ urn, op, end }) => `${op} ${urn}: ${end}`)).toEqual([
      "create done: done",
      "create failed: failed",
      "delete begun: begun",
    ]);
    expect(record.steps[1]?.inputs).toEqual({ label: "failed" });
  });

  it("is gone when it is settled", () => {
    const record = RunRecord.in(temporaryFolder());
    record.begin({});
    expect(record.inventory).toEqual({});
    record.clear();
    expect(record.inventory).toBeUndefined();
    expect(record.steps).toEqual([]);
  });
});

describe("an error", () => {
  it.each([
    "Failed to Create VPC: [502] Unexpected Content-Type: Expected: application/json, Received: text/html",
    'Failed to create Placement Group.: [002] Post "http://127.0.0.1:1/v4/placement/groups": EOF',
    "Could not create IP address: [002] unexpected EOF",
    "read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer",
    "Linode refused to make a temporary object storage key for fr-par: HTTP 504 (504).",
    "[400] Linode busy.",
    "[429] Too many requests",
  ])("may pass: %s", (message) => {
    expect(mayPass(message)).toBe(true);
  });

  it.each([
    "Failed to Create a Volume: [400] [label] Label must be unique among your volumes",
    "[401] Invalid Token",
    "[404] Not found",
    "The configuration has one problem; nothing was created.",
    "Linode refused to read the account's settings: Unauthorized (403).",
  ])("won't pass by itself: %s", (message) => {
    expect(mayPass(message)).toBe(false);
  });
});
