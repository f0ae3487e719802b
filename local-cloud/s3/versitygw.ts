import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { findProgram, isProgram } from "../core/files";

/** Name of the server for objects, and how to get it. */
export const howToGet =
  "To store objects, install versitygw 1.8 (go install github.com/versity/versitygw/cmd/versitygw@v1.8.0) on the PATH or in ~/.cache/bastide/bin, or name it in BASTIDE_VERSITYGW, and start again.";

/** Where versitygw is on this machine: as named, in BASTIDE_VERSITYGW, on the PATH, or in ~/.cache/bastide/bin. */
export function findVersitygw(named?: string): string | undefined {
  const wanted = named ?? process.env.BASTIDE_VERSITYGW;
  if (wanted !== undefined && wanted !== "") {
    if (isProgram(wanted)) return wanted;
    throw new Error(`There is no versitygw at ${wanted}. Correct the path, or leave it out to look for one.`);
  }
  return findProgram(["versitygw"], [join(homedir(), ".cache", "bastide", "bin")]);
}

/** Ends the server when this process goes, even by kill -9: its standard input closes then. */
export const leash =
  'exec 3<&0; "$@" </dev/null & child=$!; (cat <&3 >/dev/null; kill "$child" 2>/dev/null) & wait "$child"';

/** A server for objects, started when it is first needed. Nothing but this process can reach it. */
export class Versitygw {
  readonly accessKey = "local-cloud";
  readonly secretKey = randomBytes(24).toString("hex");
  private running: Promise<string> | undefined;
  private child: ChildProcess | undefined;

  constructor(
    private readonly binary: string,
    private readonly directory: string,
    private readonly socketDirectory: string,
  ) {}

  /** The socket to reach it at. */
  async socket(): Promise<string> {
    this.running ??= this.start();
    try {
      return await this.running;
    } catch (error) {
      this.running = undefined;
      throw error;
    }
  }

  /** Whether it was ever needed, now or by an earlier process. */
  get used(): boolean {
    return existsSync(join(this.directory, "data"));
  }

  async stop(): Promise<void> {
    const child = this.child;
    this.running = undefined;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      child.stdin?.end();
    });
  }

  /** Forgets every object. */
  async wipe(): Promise<void> {
    await this.stop();
    rmSync(join(this.directory, "data"), { recursive: true, force: true });
    rmSync(join(this.directory, "versions"), { recursive: true, force: true });
  }

  private async start(): Promise<string> {
    const data = join(this.directory, "data");
    const versions = join(this.directory, "versions");
    for (const folder of [data, versions]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const socket = join(this.socketDirectory, "s3.sock");
    rmSync(socket, { force: true });
    // Without keep-alive it closes each connection as soon as it answered, and what is still being written fails.
    const args = ["--quiet", "--keep-alive", "--port", socket, "posix", "--versioning-dir", versions, data];
    const child = spawn("sh", ["-c", leash, "sh", this.binary, ...args], {
      stdio: ["pipe", "ignore", "pipe"],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ROOT_ACCESS_KEY_ID: this.accessKey,
        ROOT_SECRET_ACCESS_KEY: this.secretKey,
      },
    });
    this.child = child;
    let said = "";
    child.stderr?.on("data", (part: Buffer) => {
      said = (said + part.toString()).slice(-2000);
    });
    child.once("exit", () => {
      if (this.child === child) this.running = undefined;
      child.stdin?.destroy();
    });
    for (let attempt = 0; attempt < 400; attempt++) {
      if (child.exitCode !== null) throw new Error(`versitygw ended at once: ${said.trim()}`);
      if (await answers(socket)) return socket;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`versitygw did not begin to listen within 10 s: ${said.trim()}`);
  }
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
}
