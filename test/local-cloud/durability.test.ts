import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
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

  it("loses nothing that was answered when killed in the middle of many writes", async () => {
    const file = join(directory, "state");
    const first = await run("--state", file);
    const call = client(first.url);
    const answered: number[] = [];
    const writers = Array.from({ length: 4 }, async () => {
      for (;;) {
        const answer = await call("POST", "/networking/reserved/ips", { region: "fr-par" }).catch(
          () => undefined,
        );
        if (answer === undefined) return;
        answered.push(answer.body.address);
        if (answered.length === 60) first.child.kill("SIGKILL");
      }
    });
    await Promise.all(writers);
    const second = await run("--state", file);
    const { body } = await client(second.url)("GET", "/networking/reserved/ips?page_size=500");
    const kept = new Set(body.data.map((ip: { address: string }) => ip.address));
    expect(answered.filter((address) => !kept.has(address))).toEqual([]);
    expect(kept.size).toBe(body.data.length);
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
