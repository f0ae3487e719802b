import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startLocalCloud } from "../../local-cloud";
import { client, linode } from "./support";

const root = join(__dirname, "..", "..");
let directory: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "bastide-test-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<{ child: ChildProcess; url: string; s3Endpoint: string }> {
  const child = spawn(
    process.execPath,
    ["-r", "tsx/cjs", "local-cloud/main.ts", "--port", "0", "--versitygw", "none", "--json", ...args],
    { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
  );
  children.push(child);
  let text = "";
  for await (const part of child.stdout as NodeJS.ReadableStream) {
    text += String(part);
    if (text.includes("\n")) break;
  }
  return { child, ...JSON.parse(text) };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

describe("state in a file", () => {
  it("survives kill -9 with everything that was answered, and jobs go on", async () => {
    const file = join(directory, "state");
    const first = await run("--state", file, "--speed", "0");
    const callFirst = client(first.url);
    const made = await callFirst("POST", "/linode/instances", linode);
    const volumes: string[] = [];
    for (let n = 0; n < 20; n++) {
      const label = `v${n}`;
      await callFirst("POST", "/volumes", { label, region: "fr-par" });
      volumes.push(label);
    }
    await kill(first.child);
    const second = await run("--state", file, "--speed", "1000000");
    const callSecond = client(second.url);
    const list = await callSecond("GET", "/volumes");
    expect(list.body.data.map((volume: { label: string }) => volume.label)).toEqual(volumes);
    expect(second.s3Endpoint).toBe(first.s3Endpoint);
    await expect
      .poll(async () => (await callSecond("GET", `/linode/instances/${made.body.id}`)).body.status)
      .toBe("running");
    await kill(second.child);
  });

  it("loses nothing that was answered, and keeps nothing half, when killed in the middle of many writes", async () => {
    const file = join(directory, "state");
    const first = await run("--state", file);
    const call = client(first.url);
    const answered = new Map<string, number>();
    let made = 0;
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (;;) {
        made += 1;
        // A Linode is a dozen records at once: disks, configuration, addresses, jobs, events.
        const [path, body] =
          writer % 2 === 0
            ? ["/linode/instances", { ...linode, label: `linode-${made}`, booted: false }]
            : ["/domains", { domain: `d${made}.example`, type: "master", soa_email: "a@example.org" }];
        const answer = await call("POST", path as string, body).catch(() => undefined);
        if (answer === undefined) return;
        expect(answer.status, JSON.stringify(answer.body)).toBe(200);
        answered.set(`${path}/${answer.body.id}`, answer.body.id);
        if (answered.size === 80) first.child.kill("SIGKILL");
      }
    });
    await Promise.all(writers);
    const second = await run("--state", file, "--speed", "0");
    const again = client(second.url);
    for (const path of answered.keys())
      expect([path, (await again("GET", path)).status]).toEqual([path, 200]);
    expect((await again("GET", "/_local/contradictions")).body).toEqual([]);
    expect(answered.size).toBeGreaterThanOrEqual(80);
  });

  it("drops a half-written last line, and refuses a file that is damaged elsewhere", async () => {
    const stateFile = join(directory, "state");
    const options = { stateFile, versitygw: false } as const;
    const first = await startLocalCloud(options);
    await client(first.url)("POST", "/volumes", { label: "data", region: "fr-par" });
    await first.close();
    appendFileSync(stateFile, '{"changes":[["put","volu');
    const second = await startLocalCloud(options);
    expect((await client(second.url)("GET", "/volumes")).body.results).toBe(1);
    await second.close();
    appendFileSync(stateFile, "nonsense\n{}\n");
    await expect(startLocalCloud(options)).rejects.toThrow(/damaged at line/);
  });

  it("belongs to one process at a time", async () => {
    const stateFile = join(directory, "state");
    const first = await run("--state", stateFile);
    await expect(startLocalCloud({ stateFile, versitygw: false })).rejects.toThrow(
      `Another process (${first.child.pid}) has the state file`,
    );
    await kill(first.child);
    const second = await startLocalCloud({ stateFile, versitygw: false });
    await second.close();
  });

  it("is the same by whichever link it is named", async () => {
    const stateFile = join(directory, "state");
    const [link, other] = [join(directory, "link"), join(directory, "other")];
    symlinkSync("state", link);
    symlinkSync(link, other);
    const options = { stateFile: other, versitygw: false } as const;
    const first = await startLocalCloud(options);
    await client(first.url)("POST", "/volumes", { label: "data", region: "fr-par" });
    await expect(startLocalCloud({ ...options, stateFile })).rejects.toThrow("has the state file");
    await expect(startLocalCloud({ ...options, stateFile: link })).rejects.toThrow("has the state file");
    await first.close();
    expect([link, other].map((path) => lstatSync(path).isSymbolicLink())).toEqual([true, true]);
    const second = await startLocalCloud({ ...options, stateFile });
    expect((await client(second.url)("GET", "/volumes")).body.results).toBe(1);
    await second.close();
    const circle = join(directory, "circle");
    symlinkSync("circle", circle);
    await expect(startLocalCloud({ ...options, stateFile: circle })).rejects.toThrow("round in a circle");
  });

  it.each([
    [1, '"snapshot":{}'],
    [1, '"snapshot":{"meta":null,"tables":{}}'],
    [1, '"snapshot":{"meta":{},"tables":{"volume":{"a":1}}}'],
    [1, '"snapshot":{"meta":{},"tables":{"volume":[null]}}'],
    [1, '"snapshot":{"meta":{"lastId":"x"},"tables":{}}'],
    [1, '"snapshot":{"meta":{},"tables":{}},"clock":{"offset":1e300,"jobTime":1}'],
    [2, '"snapshot":{"meta":{},"tables":{}}}\n{"changes":{}'],
    [2, '"snapshot":{"meta":{},"tables":{}}}\n{"changes":[["put","volume"]]'],
    [2, '"snapshot":{"meta":{},"tables":{}}}\n{"clock":{"offset":"x","jobTime":1}'],
  ])("names line %i as damaged where it holds %s", async (line, text) => {
    const stateFile = join(directory, "state");
    writeFileSync(stateFile, `{"format":"bastide-local-cloud-1",${text}}\n`);
    const before = readFileSync(stateFile, "utf8");
    await expect(startLocalCloud({ stateFile, versitygw: false })).rejects.toThrow(
      `is damaged at line ${line}.`,
    );
    expect(readFileSync(stateFile, "utf8")).toBe(before);
  });

  it("is readable by its owner only, and grows slower than what happens", async () => {
    const stateFile = join(directory, "state");
    const cloud = await startLocalCloud({ stateFile, versitygw: false });
    const call = client(cloud.url);
    const volume = await call("POST", "/volumes", { label: "data", region: "fr-par" });
    for (let n = 0; n < 5; n++) await call("PUT", `/volumes/${volume.body.id}`, { label: `data${n}` });
    await cloud.close();
    expect(statSync(stateFile).mode & 0o077).toBe(0);
    const again = await startLocalCloud({ stateFile, versitygw: false });
    await again.close();
    expect(readFileSync(stateFile, "utf8").split("\n").length).toBeLessThan(4);
  });
});

const tiny = mountTiny();

describe("a full disk", () => {
  it.skipIf(tiny === undefined)(
    `is told to whoever changes something, undoes the change, and ends${tiny === undefined ? " (skipped: this machine lets no small disk be mounted)" : ""}`,
    async () => {
      const at = tiny ?? "";
      const stateFile = join(at, "state");
      const options = { stateFile, directory, versitygw: false, speed: 0 } as const;
      const first = await startLocalCloud(options);
      const call = client(first.url);
      const filler = join(at, "filler");
      let full: Awaited<ReturnType<typeof call>> | undefined;
      try {
        await call("POST", "/volumes", { label: "before", region: "fr-par" });
        fill(filler);
        for (let n = 0; full === undefined && n < 1000; n++) {
          const answer = await call("POST", "/volumes", { label: `v${n}`, region: "fr-par" });
          if (answer.status !== 200) full = answer;
        }
        expect(full?.status).toBe(507);
        expect(full?.body.errors[0].reason).toMatch(
          /state file .* can't be written, so nothing was changed.*ENOSPC/s,
        );
        const { results } = (await call("GET", "/volumes")).body;
        first.world.clock.advance(60);
        expect((await call("GET", "/volumes")).body.results).toBe(results);
        rmSync(filler);
        expect((await call("POST", "/volumes", { label: "after", region: "fr-par" })).status).toBe(200);
        await first.close();
        const second = await startLocalCloud(options);
        expect((await client(second.url)("GET", "/volumes")).body.results).toBe(results + 1);
        await second.close();
      } finally {
        await first.close();
        spawnSync("umount", ["-l", at]);
      }
    },
  );
});

/** A disk of a few hundred kilobytes; undefined where none may be mounted. */
function mountTiny(): string | undefined {
  const at = mkdtempSync(join(tmpdir(), "bastide-tiny-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=256k,mode=0700", "tmpfs", at]);
  if (status === 0) return at;
  rmSync(at, { recursive: true });
  return undefined;
}

/** Leaves no room on the disk. */
function fill(file: string): void {
  const block = Buffer.alloc(4096);
  try {
    for (;;) appendFileSync(file, block);
  } catch {
    // Full.
  }
}

describe("the command", () => {
  it("stops cleanly when it is told to", async () => {
    const { child } = await run();
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    expect(await gone).toEqual([0, null]);
  });

  it("says in one sentence that the port is taken", async () => {
    const cloud = await startLocalCloud({ versitygw: false });
    const port = new URL(cloud.url).port;
    await expect(startLocalCloud({ port: Number(port), versitygw: false })).rejects.toThrow(
      `Port ${port} is taken on 127.0.0.1. Stop what uses it, or choose another with --port.`,
    );
    await cloud.close();
  });
});
