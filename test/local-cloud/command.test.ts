import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readFlags } from "../../local-cloud/flags";
import { exposureWarning } from "../../local-cloud/greeting";
import { client } from "./support";

const command = join(__dirname, "../../cli/bin/bastide.js");
let directory: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "bastide-command-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  /** What it printed so far. */
  readonly said: { out: string; err: string };
  /** Resolves with the exit code and the signal that ended it. */
  readonly gone: Promise<unknown[]>;
}

/** Runs `bastide local-cloud` as a person would, in a folder that is no project. */
function run(...args: string[]): Running {
  const child = spawn(process.execPath, [command, "local-cloud", ...args], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const said = { out: "", err: "" };
  child.stdout?.on("data", (data: Buffer) => {
    said.out += data.toString();
  });
  child.stderr?.on("data", (data: Buffer) => {
    said.err += data.toString();
  });
  return { child, said, gone: once(child, "close") };
}

/** The same, and waits until it answers. */
async function running(...args: string[]): Promise<Running & { url: string }> {
  const started = run(...args);
  await expect.poll(() => started.said.out, { timeout: 20_000 }).toMatch(/\n/);
  const url = /http:\/\/[^\s"]+/.exec(started.said.out)?.[0] ?? "";
  return { ...started, url };
}

const any = ["--port", "0", "--versitygw", "none"];

describe("bastide local-cloud", () => {
  it("tells people where it is, what to export and how to stop it; and stops in order at Ctrl-C", async () => {
    const { child, said, gone, url } = await running(...any, "--state", "cloud.state");
    expect(said.out).toContain(`LINODE_URL='${url}' LINODE_TOKEN='local-cloud' AWS_CA_BUNDLE='${directory}`);
    expect(said.out).toContain(`LINODE_CLI_API_HOST='${new URL(url).host}'`);
    expect(said.out).toMatch(/Controls {4}http.*\/_local\n[\s\S]*Ctrl-C stops it\.\n$/);
    child.kill("SIGINT");
    expect(await gone).toEqual([0, null]);
    expect(said).toEqual({
      out: expect.stringMatching(/Stopped\. The state is in cloud\.state\.\n$/),
      err: "",
    });
    expect(existsSync(join(directory, "cloud.state.lock"))).toBe(false);
  });

  it("tells scripts the same as one line, errors too", async () => {
    const { child, said, gone, url } = await running(...any, "--json", "--state", "cloud.state");
    const told = JSON.parse(said.out);
    expect(told).toMatchObject({ url, token: "local-cloud", objects: false, pid: child.pid });
    expect(told.s3Endpoints["fr-par"]).toBe(told.s3Endpoint);
    expect(isAbsolute(told.caFile) && existsSync(told.caFile)).toBe(true);
    const second = run(...any, "--json", "--state", "cloud.state");
    expect(await second.gone).toEqual([1, null]);
    expect(second.said.err).toBe("");
    expect(JSON.parse(second.said.out).error).toEqual({
      kind: "failure",
      message: expect.stringMatching(/^Another process \(\d+\) has the state file cloud\.state\. Stop it/),
    });
    child.kill("SIGTERM");
    expect(await gone).toEqual([0, null]);
    expect(said.out.trim().split("\n").length).toBe(1);
  });

  it("goes on when whoever read its first line is gone, and stops with its terminal", async () => {
    const { child, gone, url } = await running(...any);
    child.stdout?.destroy();
    child.stderr?.destroy();
    const call = client(url);
    expect((await call("GET", "/moons")).status).toBe(404);
    child.kill("SIGHUP");
    expect(await gone).toEqual([0, null]);
  });

  it("ends with npx, whose signals reach a shell and nothing behind it", async () => {
    const line = `"${process.execPath}" "${command}" local-cloud ${any.join(" ")} --state cloud.state; true`;
    const shell = spawn("sh", ["-c", line], {
      cwd: directory,
      env: { ...process.env, npm_command: "exec" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(shell);
    let text = "";
    shell.stdout.on("data", (data: Buffer) => {
      text += data.toString();
    });
    await expect.poll(() => text, { timeout: 20_000 }).toContain("Ctrl-C stops it.");
    const closed = once(shell, "close");
    shell.kill("SIGKILL");
    await closed;
    expect(text).toMatch(/Stopped\. The state is in cloud\.state\.\n$/);
  });

  it("prints requests when asked, what isn't offered once, and no token, body or query ever", async () => {
    writeFileSync(join(directory, "tokens"), "s3cret-of-a-file\n");
    const { child, said, gone, url } = await running(
      ...[...any, "--log", "--token-file", "tokens", "--token", "s3cret-of-a-flag", "--state", "cloud.state"],
      ...["--fault", "effect=503,path=/volumes,method=GET,times=1"],
    );
    const call = client(url, "s3cret-of-a-file");
    const other = client(url, "s3cret-of-nobody");
    expect((await call("POST", "/volumes", { label: "s3cret-label", region: "fr-par" })).status).toBe(200);
    expect((await call("GET", "/volumes?page=1&s3cret=1")).status).toBe(503);
    expect((await other("GET", "/volumes")).status).toBe(401);
    for (let n = 0; n < 2; n++) await call("GET", "/moons/7");
    const made = await call("POST", "/profile/tokens", { label: "one", scopes: "*" });
    const journal = await (await fetch(`${url}/_local/requests`)).text();
    const snapshot = await (await fetch(`${url}/_local/snapshot`)).text();
    child.kill("SIGINT");
    await gone;
    expect(said.err.match(/^\S+ {2}POST \/v4\/volumes {2}200 {2}[\d.]+ ms$/m)).not.toBeNull();
    expect(said.err).toMatch(/GET \/v4\/volumes {2}503 .* fault 503-1 \(503\)/);
    expect(said.err.match(/GET \/v4\/moons\/:id is not offered here/g)?.length).toBe(1);
    const state = readFileSync(join(directory, "cloud.state"), "utf8");
    for (const text of [said.out, said.err, journal]) expect(text).not.toMatch(/s3cret/);
    for (const text of [said.out, said.err, journal, snapshot, state]) {
      expect(text).not.toMatch(/s3cret-of/);
      expect(text).not.toContain(made.body.token);
    }
  });

  it("says every mistake in the command line at once, with what was meant, and no value of an unknown flag", async () => {
    const { said, gone } = run("frob", "--prot", "4300", "--speed", "fast", "--state", "--tokn", "s3cret");
    expect(await gone).toEqual([2, null]);
    expect(said.err.split("\n")).toEqual([
      '"frob" belongs to no option.',
      "There is no option --prot. Did you mean --port?",
      "--state needs a value.",
      '--speed must be a number of 0 or more, not "fast".',
      "Try: bastide local-cloud --help",
      "",
    ]);
  });

  it.each([
    [
      ["--port", "0", "--host", "192.0.2.1"],
      /^This machine has no address 192\.0\.2\.1\. Choose .* --host\.\n$/,
    ],
    [["--port", "0", "--s3-port", "65535"], /^S3 takes \d+ ports from 65535 on, .* with --s3-port\.\n$/],
    [
      ["--port", "0", "--state", "none/state"],
      /^The state file none\/state would be in .*\/none, which isn't/,
    ],
    [["--port", "0", "--state", "."], /^The state file \. is no file\. Name a file with --state\.\n$/],
    [["--port", "0", "--directory", "notes"], /^The folder .*\/notes can't be made\. Choose another/],
    [["--port", "0", "--versitygw", "gone"], /^There is no versitygw at gone\. Correct the path/],
  ])("says for %j what is wrong and what to choose instead, and ends with 1", async (args, text) => {
    writeFileSync(join(directory, "notes"), "mine");
    const { said, gone } = run(...args);
    expect(await gone).toEqual([1, null]);
    expect(said).toEqual({ out: "", err: expect.stringMatching(text) });
  });

  it.each([
    ["mine, without a last line break", /is not a state file of the local cloud, and was left as it is/],
    ["two\nlines", /is not a state file/],
    ['{"format":"bastide-local-cloud-1"', /is not a state file/],
    [
      '{"format":"bastide-local-cloud-9","snapshot":{}}\n',
      /written by another version .*bastide-local-cloud-9/,
    ],
    ['{"format":"bastide-local-cloud-1","clock"\n', /is damaged at line 1\. Restore a copy, or begin empty/],
  ])("leaves a file that is not its state as it is: %j", async (content, text) => {
    const file = join(directory, "notes");
    writeFileSync(file, content);
    const { said, gone } = run(...any, "--state", "notes");
    expect(await gone).toEqual([1, null]);
    expect(said.err).toMatch(text);
    expect(readFileSync(file, "utf8")).toBe(content);
  });

  it("warns whoever opens it to the network, and still names addresses that work", async () => {
    const { child, said, gone, url } = await running(...any, "--host", "0.0.0.0");
    expect(said.err).toMatch(/^Warning: with --host 0\.0\.0\.0 other machines reach this API/);
    expect(new URL(url).hostname).toBe("127.0.0.1");
    const call = client(url);
    const made = await call("POST", "/object-storage/buckets", { label: "one", region: "fr-par" });
    expect(made.body.s3_endpoint).toMatch(/^127\.0\.0\.1:\d+$/);
    child.kill("SIGINT");
    expect(await gone).toEqual([0, null]);
  });
});

describe("the warning about other machines", () => {
  it("is given for every address but this machine's own, and says whom the tokens keep out", () => {
    for (const host of [undefined, "127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
      expect(exposureWarning(host === undefined ? {} : { host })).toBe("");
    }
    expect(exposureWarning({ host: "10.0.0.1" })).toMatch(/any token is accepted.*\n.*--token-file/);
    expect(exposureWarning({ host: "::", tokens: ["a"] })).toMatch(/your tokens open it\.\n.*127\.0\.0\.1/);
  });
});

describe("--token-file", () => {
  it("gives the tokens of its lines, and refuses what can't be sent", () => {
    const file = join(directory, "tokens");
    writeFileSync(file, "one\n\n two \n");
    expect(readFlags(["--token-file", file, "--token", "three"])?.options.tokens).toEqual([
      "three",
      "one",
      "two",
    ]);
    writeFileSync(file, "\n");
    expect(() => readFlags(["--token-file", file])).toThrow(/holds no token/);
    expect(() => readFlags(["--token", "a b"])).toThrow(/--token must be one word/);
    expect(() => readFlags(["--token-file", join(directory, "none")])).toThrow(/--token-file can't be read/);
  });
});
