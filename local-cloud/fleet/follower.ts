import type { HostFault } from "../core/hostsControl";
import type { Base } from "../hosts/base";
import type { HostFile } from "../hosts/hostFiles";
import type { Machine } from "../hosts/machine";
import type { Plug } from "../hosts/network";
import type { World as HostsWorld } from "../hosts/world";
import type { DesiredHost, DesiredInterface } from "./desired";
import type { Disks } from "./disks";
import { firstBootFiles } from "./firstBoot";
import type { Networks } from "./networks";
import type { Volumes } from "./volumes";

/** What hosts are made with. */
export interface Means {
  readonly hosts: HostsWorld;
  readonly networks: Networks;
  readonly base: Base;
  readonly volumes: Volumes;
  readonly disks: Disks;
  /** Authorities that hosts trust, as PEM. */
  readonly trust: readonly string[];
  /** Puts the rules around hosts as they are to be now: before a cable is plugged in, so that no packet comes earlier. */
  readonly guard: () => Promise<void>;
}

/** The first address of a /24 is its gateway's, at Linode and here. */
const gatewayOf = (address: string): string => (address.split("/")[0] ?? "").replace(/\d+$/, "1");

/** Nobody here can sign the root of all names, so a resolver on a host takes them as they are; without unbound it is a file too many. */
const unsignedNames = {
  "/etc/unbound/unbound.conf.d/local-cloud.conf": { content: 'server:\n module-config: "iterator"\n' },
};

/** What is laid on a new disk. */
const filesOfNew = (desired: DesiredHost): Record<string, HostFile> => ({
  "/etc/hostname": { content: `${desired.label}\n` },
  ...unsignedNames,
  ...firstBootFiles(desired),
});

/** One host that follows what the API has of it, one act after the other. */
export class Follower {
  private machine: Machine | undefined;
  private disk = 0;
  /** None before it was booted. */
  private boots: number | undefined;
  private wiring = "";
  private switchedOn: Date | undefined;
  private made = 0;
  private cut = false;
  /** Ends of its cables at the router, for the rules around it. */
  readonly ports: string[] = [];

  constructor(private readonly means: Means) {}

  /** When it was switched on last. */
  get bootedAt(): Date | undefined {
    return this.switchedOn;
  }

  /** Whether it was cut off, and not restored since. */
  get isCut(): boolean {
    return this.cut;
  }

  /** The host; none before it was first made. */
  get host(): Machine | undefined {
    return this.machine;
  }

  /** Whether to be like that it boots. */
  wouldBoot(desired: DesiredHost): boolean {
    return desired.isOn && desired.boots !== this.boots;
  }

  /** Makes the host like that. What fails is thrown, and tried again with the next call. */
  async follow(desired: DesiredHost): Promise<void> {
    const wiring = JSON.stringify(desired.interfaces);
    if (this.machine !== undefined && (desired.disk !== this.disk || wiring !== this.wiring))
      await this.end();
    if (!desired.isOn) {
      if (this.machine?.isOn()) await this.machine.shutdown();
      if (this.machine !== undefined) await this.means.volumes.follow(this.machine, desired.volumes);
      return;
    }
    this.machine ??= await this.make(desired, wiring);
    if (this.machine.isOn() && this.wouldBoot(desired)) await this.machine.shutdown();
    await this.means.volumes.follow(this.machine, desired.volumes);
    // One that switched itself off stays off, as with a watchdog that is disabled.
    if (!this.wouldBoot(desired)) return;
    this.switchedOn = new Date();
    await this.machine.boot();
    this.boots = desired.boots;
  }

  /** Does to it what the world does. One that was killed boots again at the next `follow` after it was restored. */
  async strike(fault: HostFault["fault"]): Promise<void> {
    const { machine } = this;
    if (machine === undefined) return;
    if (fault === "kill") return machine.kill();
    this.cut = fault === "cut";
    if (this.cut) return machine.cut();
    await machine.restore();
    if (!machine.isOn()) this.boots = undefined;
  }

  /** Ends the host; its disk and volumes stay. */
  async end(): Promise<void> {
    const { machine } = this;
    this.machine = undefined;
    this.boots = undefined;
    this.cut = false;
    await machine?.remove();
  }

  private async make(desired: DesiredHost, wiring: string): Promise<Machine> {
    const { hosts, trust, disks } = this.means;
    const disk = disks.open(desired.disk, this.means.base);
    const files = disk.isNew ? filesOfNew(desired) : {};
    const interfaces: Plug[] = [];
    for (const each of desired.interfaces) interfaces.push(await this.plug(each, desired.region));
    this.ports.length = 0;
    this.made += 1;
    this.disk = desired.disk;
    this.wiring = wiring;
    return hosts.machine({
      // A name of the world is used once.
      name: `${desired.label.slice(0, 27).replace(/-+$/, "")}-${desired.disk}-${this.made}`,
      base: disk.base,
      disk: disk.folder,
      // Linode's own resolvers; no host of Bastide may ask them.
      resolvers: ["203.0.113.253"],
      trust,
      files,
      interfaces,
    });
  }

  private async plug({ network, addresses, isPrimary }: DesiredInterface, region: string): Promise<Plug> {
    const { networks } = this.means;
    const wired = network.kind === "public" ? await networks.region(region) : networks.subnet(network.id);
    const [first] = addresses;
    const gateway = first === undefined ? undefined : gatewayOf(first);
    if (gateway !== undefined && network.kind === "public") await wired.addGateway(gateway);
    return {
      network: {
        ...wired,
        plugIn: async (cable) => {
          if (!this.ports.includes(cable.port)) this.ports.push(cable.port);
          await this.means.guard();
          await wired.plugIn(cable);
        },
      },
      addresses,
      ...(isPrimary && network.kind === "public" && gateway !== undefined ? { gateway } : {}),
    };
  }
}
