import { spawn } from "node:child_process";
import { connect } from "node:net";
import type { Readable } from "node:stream";

/** Where the secure shell of a host is: by the network, or behind a program that connects its output to it. */
type Way =
  | { readonly address: string; readonly port: number }
  | { readonly argv: readonly [string, ...string[]] };

/** Whether a secure shell says its first words within so many seconds. It logs nobody in. */
export async function greets(way: Way, seconds: number): Promise<boolean> {
  const { stream, end } = begin(way);
  const timer = setTimeout(end, seconds * 1000);
  try {
    for await (const words of stream) return String(words).startsWith("SSH-");
    return false;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    end();
  }
}

function begin(way: Way): { readonly stream: Readable; readonly end: () => void } {
  if ("address" in way) {
    const socket = connect({ host: way.address, port: way.port });
    return { stream: socket, end: () => void socket.destroy() };
  }
  const [command, ...args] = way.argv;
  // Its standard input stays open: where that ends, the connection does.
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
  child.once("error", () => child.stdout.destroy());
  child.stdin.on("error", () => {});
  return { stream: child.stdout, end: () => void child.kill("SIGKILL") };
}
