import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { textOf } from "../../../local-cloud/core/files";
import { runProgram } from "../program";
import { greets } from "./greets";
import type { PlannedHost } from "./hosts";
import { type SshOptions, socketOf, sshConfig } from "./sshConfig";
import { whyNot } from "./whyNot";

export interface ConnectionOptions extends SshOptions {
  /** Is told that somebody is about to be logged in to a host, and may have to touch a key. Default: nobody is told. */
  readonly onLogIn?: (host: string) => void;
  /** Whether the person can be asked for a PIN or a passphrase. Default: whether standard input is a terminal. */
  readonly canAsk?: boolean;
}

/** Most seconds until a host that is there has said so. */
const greetSeconds = 5;
/** Most seconds for a log-in: a person touches a key meanwhile. Hosts wait for 30. */
const logInSeconds = 40;
/** What ends a process that does nothing about it. */
const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** After so many seconds without a call a connection ends by itself, where this process was killed (SIGKILL). */
const idleSeconds = 3600;

const given = (options: Readonly<Record<string, string>>): string[] =>
  Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]);

/** By a connection that is open, and by no new one. */
const only = given({ BatchMode: "yes", ControlMaster: "no", ProxyCommand: "false" });

/** Connections to hosts by OpenSSH's own client, each logged in to once and shared by all calls. They end with this process. */
export class Connections {
  readonly #hosts: ReadonlyMap<string, { readonly host: PlannedHost; readonly socket: string }>;
  readonly #options: ConnectionOptions;
  readonly #folder: string;
  readonly #config: string;
  /** Those that are open, or on the way. */
  readonly #open = new Map<string, Promise<void>>();
  /** A person touches one key at a time. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(hosts: readonly PlannedHost[], options: ConnectionOptions) {
    this.#options = options;
    this.#folder = mkdtempSync(join(tmpdir(), "bastide-"));
    this.#config = join(this.#folder, "config");
    this.#hosts = new Map(
      hosts.map((host, index) => [host.name, { host, socket: socketOf(this.#folder, index) }]),
    );
    writeFileSync(this.#config, sshConfig(hosts, this.#folder, options), { mode: 0o600 });
    process.once("exit", this.close);
    for (const name of endings) process.on(name, this.#bySignal);
  }

  /** The command that has a host run something, by its open connection. */
  argv = (host: string, command: string): readonly [string, ...string[]] => [
    "ssh",
    ...["-F", this.#config, ...only, host, command],
  ];

  /** Has a host connected. Throws why it is not: it does not answer within the seconds, or lets nobody in. */
  require(host: string, seconds: number): Promise<void> {
    const running = this.#open.get(host);
    if (running !== undefined) return running;
    const made = this.#connect(host, Math.min(seconds, greetSeconds));
    this.#open.set(host, made);
    made.catch(() => {
      if (this.#open.get(host) === made) this.#open.delete(host);
    });
    return made;
  }

  /** Whether a connection is there, as far as this machine knows. */
  async isOpen(host: string): Promise<boolean> {
    return (await runProgram(["ssh", "-F", this.#config, "-O", "check", host])).code === 0;
  }

  /** Ends a connection that is none any more, so that the next call makes a new one. */
  drop(host: string): void {
    if (this.#open.delete(host)) this.#end(host);
  }

  /** Ends all. */
  close = (): void => {
    process.off("exit", this.close);
    for (const name of endings) process.off(name, this.#bySignal);
    for (const host of this.#open.keys()) this.#end(host);
    this.#open.clear();
    rmSync(this.#folder, { recursive: true, force: true });
  };

  /** A signal that nobody else waits for ends the process without its `exit`. A drill takes the first one to tidy up, and needs them for it. */
  #bySignal = (name: NodeJS.Signals): void => {
    if (process.listenerCount(name) > 1) return;
    this.close();
    process.kill(process.pid, name);
  };

  #end(host: string): void {
    spawnSync("ssh", ["-F", this.#config, "-O", "exit", host], { stdio: "ignore", timeout: 2000 });
    rmSync(this.#hosts.get(host)?.socket ?? "", { force: true });
  }

  async #connect(name: string, seconds: number): Promise<void> {
    const found = this.#hosts.get(name);
    if (found === undefined) throw new Error(`The stack's plan has no host ${name}.`);
    const { through, address } = found.host;
    if (through !== null) await this.require(through, seconds);
    const port = this.#options.port ?? 22;
    // Asked first, so that a host that is lost holds up nobody else's log-in.
    const isThere = await greets(
      through === null
        ? { address, port }
        : { argv: ["ssh", "-F", this.#config, ...only, "-W", `${address}:${port}`, through] },
      seconds,
    );
    if (!isThere)
      throw new Error(
        `${name} does not answer ${through === null ? `at ${address} within ${seconds} s: is the tunnel up (\`bastide tunnel\`)?` : `through ${through} within ${seconds} s.`}`,
      );
    const turn = this.#queue.then(() => this.#logIn(name));
    this.#queue = turn.catch(() => {});
    await turn;
  }

  async #logIn(name: string): Promise<void> {
    const { onLogIn, canAsk = process.stdin.isTTY === true, login } = this.#options;
    onLogIn?.(name);
    const log = join(this.#folder, `${name}.log`);
    const options = given({
      BatchMode: canAsk ? "no" : "yes",
      ControlMaster: "yes",
      ControlPersist: `${idleSeconds}`,
    });
    // It goes to the background once it is connected, with whatever it has been given for output.
    const child = spawn("ssh", ["-F", this.#config, "-E", log, "-fN", ...options, name], { stdio: "ignore" });
    const late = setTimeout(() => child.kill("SIGKILL"), logInSeconds * 1000);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("exit", resolve);
    }).finally(() => clearTimeout(late));
    if (code !== 0) throw new Error(whyNot(name, login, textOf(log)));
    rmSync(log, { force: true });
  }
}
