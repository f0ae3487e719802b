import type { Base } from "./base";
import type { ExecOptions } from "./exec";
import type { HostFile, Seed } from "./hostFiles";
import type { Plug } from "./network";
import type { Readiness } from "./readiness";
import type { Outcome } from "./run";
import type { Volume } from "./volume";

/** What a host is made of. */
export interface MachineOptions {
  /** Up to 40 letters, digits and `-`; also its host name, unless the seed's meta data says otherwise. */
  readonly name: string;
  readonly base: Base;
  /** For cloud-init's NoCloud source. Default: none, so that cloud-init finds nothing. */
  readonly seed?: Seed;
  /** `eth0`, `eth1`, … in this order. */
  readonly interfaces: readonly Plug[];
  /** Addresses of name servers. Default: none. */
  readonly resolvers?: readonly string[];
  /** Laid into it before its first boot, by path. */
  readonly files?: Readonly<Record<string, HostFile>>;
  /** Certificates (PEM) of authorities that it trusts besides the public ones. */
  readonly trust?: readonly string[];
  readonly volumes?: readonly Volume[];
  /**
   * Folder of its disk, which then outlives it: a machine that is made with what another has left boots from that. Default: one that is
   * removed with it.
   */
  readonly disk?: string;
}

/** A host: it can be off and on, and keeps its disk meanwhile. */
export interface Machine {
  readonly name: string;
  /** Its network namespace, made anew at each boot. */
  readonly namespace: string;
  /** File with everything that it ever wrote to its console. */
  readonly console: string;
  isOn(): boolean;
  /** Switches it on; resolves when its first process runs. */
  boot(): Promise<void>;
  /** Waits for systemd and cloud-init. Default: 180 seconds. */
  waitFor(options?: { seconds?: number }): Promise<Readiness>;
  /** Resolves when it is off, for whatever reason. A reboot is not off. */
  whenOff(): Promise<void>;
  exec(argv: readonly string[], options?: ExecOptions): Promise<Outcome>;
  /** Throws if there is no such file. */
  readFile(path: string): Promise<string>;
  /** Makes its folders too. Default mode: 0o644. */
  writeFile(path: string, content: string | Buffer, mode?: number): Promise<void>;
  /** Shuts down as by the power button, within the time (default: 60 seconds) or else by `kill`. Says which. */
  shutdown(options?: { seconds?: number }): Promise<"clean" | "killed">;
  /** Shuts down and boots. */
  reboot(): Promise<void>;
  /** Ends it at once, as a power failure does, save that what it had written isn't lost with the memory of its kernel. */
  kill(): Promise<void>;
  /** Cuts the cable of an interface, or of all; it doesn't notice, as with a failure further away. Stays so over boots. */
  cut(interfaceName?: string): Promise<void>;
  restore(interfaceName?: string): Promise<void>;
  /** Gives it a volume, on or off. Throws if another host has it. */
  attach(volume: Volume): void;
  detach(volume: Volume): void;
  /** Throws its disk away and boots from the base again, changed as said; volumes and interfaces stay. */
  rebuild(changes?: Partial<Pick<MachineOptions, "base" | "seed" | "files" | "trust">>): Promise<void>;
  /** Ends it and removes everything of it but its volumes. */
  remove(): Promise<void>;
  /** Bytes of memory that its processes take, without cached files. */
  memory(): number;
}
