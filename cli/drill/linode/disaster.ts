import type { Doors, Target } from "../../../drill/doors";
import { messageOf } from "../../../drill/messageOf";
import { until } from "../../../drill/wait";
import type { BeforeFault, FaultFile } from "./faults";
import type { PlannedHost } from "./hosts";
import type { Firewall, Instance, StackApi } from "./stackApi";

/** What disasters on Linode are made with. */
export interface DisasterParts {
  readonly api: StackApi;
  readonly shell: Doors["shell"];
  readonly hosts: readonly PlannedHost[];
  readonly faults: FaultFile;
  /** Most seconds until Linode has done what it was asked for. Default: 180; it took 28 to switch a server off where that was recorded. */
  readonly seconds?: number;
}

/** Why no drill can have a region's object storage away. */
export const noLossOfBuckets =
  "Linode offers no way to have a region's object storage answer nobody: such a drill is for the local cloud.";

/** Off at once, by the kernel: nothing is written and nobody is told. */
const switchOff = "echo o > /proc/sysrq-trigger; sleep 60";

/** What the world does to hosts on Linode, as near to it as Linode and the hosts allow. What was there before is noted before it is done. */
export class LinodeDisaster {
  readonly #parts: DisasterParts;
  readonly #seconds: number;

  constructor(parts: DisasterParts) {
    this.#parts = parts;
    this.#seconds = parts.seconds ?? 180;
  }

  /** Of a region all nodes, and then the gateway by which they are reached. */
  async lose(target: Target): Promise<void> {
    const servers = await this.#serversOf(target);
    this.#parts.faults.note(
      new Map(servers.map(({ label, watchdog_enabled: watchdog }) => [label, { watchdog }])),
    );
    // It would boot a server again that switched itself off.
    await Promise.all(
      servers
        .filter((one) => one.watchdog_enabled)
        .map((one) => this.#change(one, { watchdog_enabled: false })),
    );
    const isGateway = ({ label }: Instance): boolean => this.#hostOf(label)?.through === null;
    await Promise.all(servers.filter((one) => !isGateway(one)).map((one) => this.#off(one)));
    await Promise.all(servers.filter(isGateway).map((one) => this.#off(one)));
  }

  /** Behind a Cloud Firewall that drops everything, which the host can't lift. Throws where it answers all the same. */
  async cut(target: Target): Promise<void> {
    const { api, faults } = this.#parts;
    const servers = await this.#serversOf(target);
    const behind = await Promise.all(
      servers.map(async (one) => [one.label, await this.#firewallsOf(one)] as const),
    );
    const already = await api.cutFirewall();
    const noted = faults.read();
    const found = new Map<string, BeforeFault>();
    for (const [label, firewalls] of behind) {
      if (noted[label]?.firewalls !== undefined) continue;
      const ids = firewalls.map(({ id }) => id);
      if (ids.length === 0 || (already !== undefined && ids.includes(already.id)))
        throw new Error(
          `${label} is behind ${ids.length === 0 ? "no Cloud Firewall" : `${already?.label}, and what it was behind before is not known`}: put it behind its own in Cloud Manager first.`,
        );
      found.set(label, { firewalls: ids });
    }
    faults.note(found);
    const cutter = already ?? (await api.makeCutFirewall());
    await Promise.all(servers.map((one) => this.#putBehind(one, [cutter.id])));
    // A gateway is the way to the others.
    await Promise.all(servers.map(({ label }) => this.#silent(label)));
  }

  /** Puts back what was noted, and forgets it then. Hosts of which nothing is noted are left alone. */
  async restore(target: Target): Promise<void> {
    const { api, faults } = this.#parts;
    const noted = faults.read();
    const servers = (await this.#serversOf(target)).filter(({ label }) => noted[label] !== undefined);
    const failures = (
      await Promise.allSettled(servers.map((one) => this.#restoreOne(one, noted[one.label] ?? {})))
    ).flatMap((one) => (one.status === "rejected" ? [messageOf(one.reason)] : []));
    if (failures.length > 0) throw new Error(failures.join("; "));
    await api.dropCutFirewall();
  }

  async #restoreOne(server: Instance, { firewalls, watchdog }: BeforeFault): Promise<void> {
    const { faults } = this.#parts;
    if (firewalls !== undefined) {
      await this.#putBehind(server, firewalls);
      faults.forget(server.label, "firewalls");
    }
    if (watchdog !== undefined) {
      await this.#on(server);
      await this.#change(server, { watchdog_enabled: watchdog });
      faults.forget(server.label, "watchdog");
    }
  }

  /** By the host itself, which is quicker than Linode's half a minute, and as sudden as a power failure; else by Linode. */
  async #off(server: Instance): Promise<void> {
    const { shell } = this.#parts;
    if (await this.#answers(server.label)) {
      await shell(server.label, switchOff, { timeoutSeconds: 2 }).catch(() => {});
      if (!(await this.#answers(server.label))) return;
    }
    await this.#whenIdle(server, "shutdown", "offline");
  }

  /** Boots it, where it is off. One that was never switched off answers, and is left as it is. */
  async #on(server: Instance): Promise<void> {
    const isOn = await until(
      async () => {
        const status = await this.#statusOf(server);
        if (status === "offline") return false;
        return status === "running" && (await this.#answers(server.label)) ? true : undefined;
      },
      {
        ...{ seconds: this.#seconds, everyMs: 2000 },
        late: () =>
          `Linode does not say that ${server.label} is off, and it does not answer: reboot it in Cloud Manager.`,
      },
    );
    if (!isOn) await this.#whenIdle(server, "boot", "running");
  }

  /** Asks Linode for something, as often as it is busy with the server, until it is there. */
  async #whenIdle(server: Instance, what: "boot" | "shutdown", then: string): Promise<void> {
    let isAsked = false;
    await until(
      async () => {
        if ((await this.#statusOf(server)) === then) return true;
        if (!isAsked) await this.#parts.api.send("POST", `/linode/instances/${server.id}/${what}`);
        isAsked = true;
        return undefined;
      },
      {
        ...{ seconds: this.#seconds, everyMs: 1000 },
        late: () => `Linode has not brought ${server.label} to ${then} within ${this.#seconds} s.`,
      },
    );
  }

  async #silent(label: string): Promise<void> {
    await until(async () => ((await this.#answers(label)) ? undefined : true), {
      ...{ seconds: this.#seconds / 6, everyMs: 1000 },
      late: () =>
        `${label} answers although its Cloud Firewall drops everything: what was connected before goes on, so nothing can be cut off here.`,
    });
  }

  #answers = (label: string): Promise<boolean> =>
    this.#parts.shell(label, "true", { timeoutSeconds: 3 }).then(
      () => true,
      () => false,
    );

  async #firewallsOf({ id }: Instance): Promise<readonly Firewall[]> {
    return this.#parts.api.list<Firewall>(`/linode/instances/${id}/firewalls`);
  }

  /** All at once, so that it is behind one at every moment. */
  #putBehind({ id }: Instance, firewalls: readonly number[]): Promise<unknown> {
    return this.#parts.api.send("PUT", `/linode/instances/${id}/firewalls`, { firewall_ids: firewalls });
  }

  #change({ id }: Instance, change: Partial<Instance>): Promise<unknown> {
    return this.#parts.api.send("PUT", `/linode/instances/${id}`, change);
  }

  async #statusOf({ id, label }: Instance): Promise<string> {
    const found = (await this.#parts.api.instances()).find((one) => one.id === id);
    if (found === undefined) throw new Error(`Linode has no server ${label} any more.`);
    return found.status;
  }

  #hostOf = (name: string): PlannedHost | undefined => this.#parts.hosts.find((one) => one.name === name);

  /** The servers of a target that the plan has. Throws where there are none. */
  async #serversOf(target: Target): Promise<readonly Instance[]> {
    const found = (await this.#parts.api.instances()).filter(({ label, region }) =>
      "host" in target ? label === target.host : region === target.region,
    );
    if (found.length === 0)
      throw new Error(
        `This stack has no server ${"host" in target ? target.host : `in ${target.region}`} on Linode.`,
      );
    return found;
  }
}
