import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lastLines } from "./console";
import { type Container, cgroupOf, startContainer, wantsReboot } from "./container";
import { deviceFolder } from "./deviceFolder";
import { type ExecOptions, execIn } from "./exec";
import { networkFiles, seedFiles, stage, unmanagedNetwork } from "./hostFiles";
import type { Machine, MachineOptions } from "./machine";
import { memoryOf } from "./memory";
import { makeNamespace, removeNamespace } from "./namespaces";
import { type Cable, connect, disconnect } from "./network";
import type { Surroundings } from "./place";
import { type Exec, type Readiness, readiness } from "./readiness";
import { HostError, type Outcome, until } from "./run";
import { type Volume, volumesInHost } from "./volume";

const firstProcessSeconds = 30;

/** Prepares a host; it is off. */
export function makeMachine(world: Surroundings, namespace: string, options: MachineOptions): Machine {
  if (!/^[a-z\d][a-z\d-]{0,39}$/i.test(options.name))
    throw new HostError(`A host can't be called "${options.name}": use up to 40 letters, digits and "-".`);
  return new NspawnMachine(world, namespace, options);
}

class NspawnMachine implements Machine {
  readonly name: string;
  readonly console: string;
  private readonly home: string;
  private readonly disk: string;
  private readonly cables: { cable: Cable; cut: boolean }[];
  private readonly devices: ReturnType<typeof deviceFolder>;
  private contents: MachineOptions;
  private container: Container | undefined;
  private off: Promise<void> = Promise.resolve();
  private began = 0;
  /** Set while it is to go off: a host that asks for a reboot then doesn't get it. */
  private stopping = false;
  /** Why it did not come back from its last reboot. */
  private fault: string | undefined;

  constructor(
    private readonly world: Surroundings,
    readonly namespace: string,
    options: MachineOptions,
  ) {
    this.name = options.name;
    this.contents = options;
    this.home = join(world.folder, "machines", options.name);
    this.disk = options.disk ?? this.home;
    this.console = join(this.home, "console.log");
    mkdirSync(this.home, { recursive: true, mode: 0o700 });
    this.devices = deviceFolder(this.name, join(this.home, "devices"));
    this.cables = options.interfaces.map(({ network, addresses }, index) => ({
      cable: { network, namespace, port: world.nextPort(), interface: `eth${index}`, addresses },
      cut: false,
    }));
    for (const volume of options.volumes ?? []) this.attach(volume);
    if (!existsSync(join(this.disk, "upper"))) this.layOut();
  }

  isOn(): boolean {
    return this.container !== undefined;
  }

  async boot(): Promise<void> {
    if (this.container !== undefined) throw new HostError(`${this.name} is on already.`);
    this.stopping = false;
    this.fault = undefined;
    await this.start();
    await until(() => this.container === undefined || this.container.leader(), {
      seconds: firstProcessSeconds,
      everyMs: 20,
      late: () => this.says("did not start"),
    });
    if (this.container === undefined) throw new HostError(this.says("ended as soon as it was started"));
  }

  waitFor({ seconds = 180 }: { seconds?: number } = {}): Promise<Readiness> {
    const ask: Exec = async (argv, options) => {
      if (this.container === undefined) throw new HostError(this.says("went off while it was waited for"));
      const leader = this.container.leader();
      return leader === undefined
        ? { code: 1, stdout: "", stderr: "" }
        : execIn(leader, this.world.id, argv, options);
    };
    return readiness(ask, this.began, seconds, () => this.says(`was not ready after ${seconds} s`));
  }

  whenOff(): Promise<void> {
    return this.off;
  }

  async exec(argv: readonly string[], options?: ExecOptions): Promise<Outcome> {
    const leader = this.container?.leader();
    if (leader === undefined) throw new HostError(`${this.name} is off: ${argv[0]} can't be run on it.`);
    return execIn(leader, this.world.id, argv, options);
  }

  async readFile(path: string): Promise<string> {
    const { code, stdout, stderr } = await this.exec(["cat", "--", path]);
    if (code !== 0) throw new HostError(`${path} on ${this.name} can't be read: ${stderr.trim()}`);
    return stdout;
  }

  async writeFile(path: string, content: string | Buffer, mode = 0o644): Promise<void> {
    const script = 'mkdir -p "$(dirname "$1")" && cat > "$1" && chmod "$2" "$1"';
    const { code, stderr } = await this.exec(["sh", "-c", script, "sh", path, mode.toString(8)], {
      stdin: content,
    });
    if (code !== 0) throw new HostError(`${path} on ${this.name} can't be written: ${stderr.trim()}`);
  }

  async shutdown({ seconds = 60 }: { seconds?: number } = {}): Promise<"clean" | "killed"> {
    this.stopping = true;
    this.container?.powerOff();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), seconds * 1000);
    });
    const outcome = await Promise.race([this.off, late]);
    clearTimeout(timer);
    if (outcome !== "late") return "clean";
    await this.kill();
    return "killed";
  }

  async reboot(): Promise<void> {
    await this.shutdown();
    await this.boot();
  }

  async kill(): Promise<void> {
    this.stopping = true;
    await this.container?.kill();
    await this.off;
  }

  async cut(interfaceName?: string): Promise<void> {
    for (const entry of this.choose(interfaceName)) {
      entry.cut = true;
      if (this.isOn()) await entry.cable.network.pullOut(entry.cable);
    }
  }

  async restore(interfaceName?: string): Promise<void> {
    for (const entry of this.choose(interfaceName)) {
      entry.cut = false;
      if (this.isOn()) await entry.cable.network.plugIn(entry.cable);
    }
  }

  attach(volume: Volume): void {
    this.devices.add(volume);
  }

  detach(volume: Volume): void {
    this.devices.delete(volume);
  }

  async rebuild(
    changes: Partial<Pick<MachineOptions, "base" | "seed" | "files" | "trust">> = {},
  ): Promise<void> {
    await this.kill();
    for (const part of ["upper", "work"]) rmSync(join(this.disk, part), { recursive: true, force: true });
    this.contents = { ...this.contents, ...changes };
    this.layOut();
    await this.boot();
  }

  async remove(): Promise<void> {
    await this.kill();
    this.devices.clear();
    await removeNamespace(this.namespace);
    rmSync(this.home, { recursive: true, force: true });
  }

  memory(): number {
    return memoryOf(cgroupOf(this.world.id, this.name));
  }

  /** What a fresh disk is given besides the base. */
  private layOut(): void {
    const { name, seed, files = {}, trust = [] } = this.contents;
    const seeded = seed === undefined ? unmanagedNetwork : seedFiles(name, seed);
    stage(join(this.disk, "files"), { ...seeded, ...files });
    for (const [index, pem] of trust.entries())
      stage(join(this.disk, "trust"), { [`world-${index}.crt`]: { content: pem } });
  }

  private async start(): Promise<void> {
    // A fresh namespace: rules and addresses of the last boot would otherwise still be there.
    await makeNamespace(this.namespace);
    for (const { cable, cut } of this.cables) {
      await connect(cable);
      if (cut) await cable.network.pullOut(cable);
    }
    const { interfaces, resolvers = [], base } = this.contents;
    stage(join(this.disk, "files"), networkFiles(interfaces, resolvers));
    if (this.stopping) return;
    this.began = performance.now();
    const container = startContainer({
      world: this.world,
      name: this.name,
      home: this.home,
      disk: this.disk,
      layers: base.layers,
      namespace: this.namespace,
      binds: { [this.devices.folder]: volumesInHost },
    });
    this.container = container;
    this.off = this.ending(container);
  }

  /** On until its cables are gone: a boot that comes earlier would lose its own. */
  private async ending(container: Container): Promise<void> {
    const code = await container.ended;
    try {
      // Otherwise its addresses go on answering.
      for (const { cable } of this.cables) await disconnect(cable);
      if (code === wantsReboot && !this.stopping) await this.start();
    } catch (error) {
      // Nobody may be waiting for it to go off; who asks for it next is told.
      this.fault = error instanceof Error ? error.message : String(error);
    }
    if (this.container === container) this.container = undefined;
    else await this.off;
  }

  private choose(interfaceName: string | undefined) {
    const chosen = this.cables.filter(
      ({ cable }) => interfaceName === undefined || cable.interface === interfaceName,
    );
    if (chosen.length === 0)
      throw new HostError(`${this.name} has no interface ${interfaceName ?? "at all"}.`);
    return chosen;
  }

  /** What became of it, and what it said last. */
  private says(what: string): string {
    return `${this.name} ${what}. Its console says:\n${this.fault ?? lastLines(this.console)}`;
  }
}
