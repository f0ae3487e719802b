import { type AddressInfo, isIP, type Server } from "node:net";

/** Where to listen, and which flags say so. */
export interface ListenOptions {
  /** 0 takes a free one. */
  port: number;
  host: string;
  /** The flag that chooses the port, for what is said when it can't be had. */
  flag: "--port" | "--s3-port";
}

/** Listens, and gives the port; throws in words that say what to choose instead. */
export async function listen(server: Server, { port, host, flag }: ListenOptions): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    throw failure(error, port, host, flag);
  }
  return (server.address() as AddressInfo).port;
}

/** A port that somebody else has. */
export class PortTaken extends Error {}

function failure(error: unknown, port: number, host: string, flag: string): Error {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code === "EADDRINUSE") {
    return new PortTaken(
      `Port ${port} is taken on ${host}. Stop what uses it, or choose another with ${flag}.`,
    );
  }
  if (code === "EADDRNOTAVAIL")
    return new Error(`This machine has no address ${host}. Choose one that it has with --host.`);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return new Error(`Nobody knows the name ${host}. Choose an address of this machine with --host.`);
  if (code === "EACCES")
    return new Error(`Port ${port} is kept for the system. Choose one above 1023 with ${flag}.`);
  return error instanceof Error ? error : new Error(String(error));
}

/** Stops listening and closes what is open. */
export async function closeServer(server: Server & { closeAllConnections(): void }): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** `host:port` as clients on this machine reach it: an address that stands for all of them is none to connect to. */
export function reachable(host: string, port: number): string {
  const named = isEverywhere(host) ? (isIP(host) === 6 ? "::1" : "127.0.0.1") : host;
  return `${named.includes(":") ? `[${named}]` : named}:${port}`;
}

/** Whether a host means every address of the machine. */
export function isEverywhere(host: string): boolean {
  return /^(0+(\.0+){0,3}|[0:]*::[0:]*|0+(:0+){7})$/.test(host);
}

/** Whether a host is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || /^(::1|(::ffff:)?127\.)/.test(host);
}
