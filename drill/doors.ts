/** How a script ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A host, or all of a region. */
export type Target = { readonly host: string } | { readonly region: string };

/** One server of a class, as the Linode API has it. */
export interface Server {
  /** Its label, by which the other doors know it. */
  readonly name: string;
  readonly region: string;
  /** From its tag `role:ROLE`. */
  readonly role: string;
}

/**
 * All that a drill has of the stack. Who opens these doors knows whether Linode or a local cloud is behind them; nothing in this room does.
 */
export interface Doors {
  /** For people: `the local cloud of this machine`, `Linode`. */
  readonly where: string;
  /** What the world can't be made to do here, and why, as a full sentence. Default: it can do all. */
  readonly unable?: { readonly loseBuckets?: string };
  /** The servers of a class; none where the class has none here. */
  servers(dataClass: string): Promise<readonly Server[]>;
  /** Runs a script in bash as root on a host. Throws where the host can't be reached within the time. Default: 60 seconds. */
  shell(host: string, script: string, options?: { readonly timeoutSeconds?: number }): Promise<Outcome>;
  /** Linode's API. Throws what it refused, or that it did not answer within 15 seconds. */
  readonly linode: {
    /** All of a collection, by its path without a version. */
    list<T>(path: string): Promise<readonly T[]>;
    send(method: "POST" | "PUT", path: string, body?: unknown): Promise<unknown>;
  };
  /**
   * Runs a JavaScript file by Node.js somewhere on the internet, where a customer may be, until it ends; `end` asks it to (SIGTERM). It gets the text as
   * its standard input.
   */
  outside(file: string, stdin: string, end: AbortSignal): Promise<Outcome>;
  /** What the world does. Resolves when it has happened. */
  readonly disaster: {
    /** Off at once; a region's hosts all at once, what is left of it reaches nobody, and Linode's API has nothing to say of it. */
    lose(target: Target): Promise<void>;
    /** Runs on, and reaches nobody. */
    cut(target: Target): Promise<void>;
    /** Cables and power are back. */
    restore(target: Target): Promise<void>;
    /** The object storage of a region answers nobody any more, and Linode's API has nothing to say of that region; its hosts run on. */
    loseBuckets(region: string): Promise<void>;
    /** It answers again, with what it held. */
    restoreBuckets(region: string): Promise<void>;
  };
}

/** The servers of a role, in one region or in all. */
export const withRole = (servers: readonly Server[], role: string, region?: string): readonly Server[] =>
  servers.filter((one) => one.role === role && (region === undefined || one.region === region));

/** The regions that servers are in, each once, by name. */
export const regionsOf = (servers: readonly Server[]): readonly string[] =>
  [...new Set(servers.map(({ region }) => region))].sort();

/** Runs a script that has to succeed, and gives what it printed, without the last line's end. Throws with what it said. */
export async function must(
  doors: Pick<Doors, "shell">,
  host: string,
  script: string,
  options?: { readonly timeoutSeconds?: number },
): Promise<string> {
  const { code, stdout, stderr } = await doors.shell(host, `set -euo pipefail\n${script}`, options);
  if (code === 0) return stdout.trimEnd();
  const said = (stderr.trim() || stdout.trim()).split("\n").slice(-3).join(" ");
  throw new Error(`${host}: ${said || `the script ended with ${code}`}`);
}
