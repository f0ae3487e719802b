import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

import { Client } from "./client";

/** Arguments for Node that start a server on a port. */
export type ServerCommand = (port: number) => readonly string[];

/** A server in a process of its own. */
export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  /** From the start of its process to its first answer with status 200. */
  readonly startSeconds: number;
  stop(): Promise<void>;
}

const pollMs = 5;
const startMs = 60_000;
const stopMs = 10_000;

/** Starts a server and asks until it answers the path with 200. @throws Error with what it said where it doesn't */
export async function startServer(command: ServerCommand, path: string): Promise<RunningServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const client = new Client(url);
  const start = performance.now();
  const child = spawn(process.execPath, command(port), { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (part: Buffer) => {
    said = (said + part.toString()).slice(-2000);
  });
  const stop = (): Promise<void> => end(child);
  try {
    while (!(await answers(client, path))) {
      const waited = performance.now() - start;
      if (child.exitCode !== null || child.signalCode !== null || waited > startMs) {
        throw new Error(`${command(port).join(" ")} did not answer ${path} within ${startMs} ms:\n${said}`);
      }
      await sleep(pollMs);
    }
  } catch (error) {
    await stop();
    throw error;
  } finally {
    client.close();
  }
  return { url, pid: child.pid ?? 0, startSeconds: (performance.now() - start) / 1000, stop };
}

async function answers(client: Client, path: string): Promise<boolean> {
  try {
    return (await client.call("GET", path)).status === 200;
  } catch {
    // It doesn't listen yet.
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  const force = setTimeout(() => child.kill("SIGKILL"), stopMs);
  await ended;
  clearTimeout(force);
}
