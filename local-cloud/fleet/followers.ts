import type { HostFault, HostView } from "../core/hostsControl";
import type { Machine } from "../hosts/machine";
import { must } from "../hosts/run";
import type { DesiredHost } from "./desired";
import { Follower, type Means } from "./follower";
import { type Guarded, renderFirewalls } from "./rules";
import { Turns } from "./turns";

const retryMs = 2_000;

/** What a host can be brought to: rules are put around all of them at once, and a script runs with a new disk. */
const stateOf = (host: DesiredHost): string =>
  JSON.stringify({ ...host, script: undefined, rules: undefined });

/** Whether it has a way out of its own. Those are first: what has none waits for them. */
const hasWayOut = (host: DesiredHost): boolean =>
  host.interfaces.some(({ network, isPrimary }) => isPrimary && network.kind === "public");

/** All hosts, each following what the API has of it, and the rules around them. */
export class Followers {
  private readonly means: Means;
  private readonly followers = new Map<number, Follower>();
  private readonly labels = new Map<string, Follower>();
  private readonly busy = new Map<number, Promise<void>>();
  /** By host, the state that it is in; none while that isn't known. */
  private readonly reached = new Map<number, string>();
  /** By host, why the last try failed, and when it is made again. */
  private readonly failures = new Map<number, { readonly text: string; readonly until: number }>();
  private desired: ReadonlyMap<number, DesiredHost> = new Map();
  private readonly turns = new Turns();
  private rules = "";
  private guarding = Promise.resolve();

  constructor(
    means: Omit<Means, "guard">,
    /** Told what could not be done yet and is tried again. */
    private readonly onProblem: (text: string) => void,
  ) {
    this.means = { ...means, guard: () => this.guard() };
  }

  /** The host of an instance, by its label; none before it was made. */
  host(label: string): Machine | undefined {
    return this.labels.get(label)?.host;
  }

  /** Whether the host of an instance is on. */
  isOn(id: number): boolean {
    return this.followers.get(id)?.host?.isOn() === true;
  }

  /** Whether the API has a host in a region. */
  isAnyIn(region: string): boolean {
    return [...this.desired.values()].some((host) => host.region === region);
  }

  /** Whether a host is on, and neither it nor its region is cut off. */
  canBeReached(label: string): boolean {
    const follower = this.labels.get(label);
    const region = [...this.desired.values()].find((host) => host.label === label)?.region;
    return (
      follower?.host?.isOn() === true &&
      !follower.isCut &&
      region !== undefined &&
      !this.means.networks.isCut(region)
    );
  }

  /** Has each host follow what is desired now; one that is at it goes on. Resolves once the rules are those of now. */
  async follow(desired: ReadonlyMap<number, DesiredHost>): Promise<void> {
    this.desired = desired;
    for (const [id, follower] of this.followers) {
      if (desired.has(id) || this.busy.has(id)) continue;
      await follower.end();
      this.followers.delete(id);
      this.reached.delete(id);
      this.failures.delete(id);
    }
    const inTurn = [...desired].sort(([, a], [, b]) => Number(hasWayOut(b)) - Number(hasWayOut(a)));
    for (const [id, host] of inTurn) {
      const follower = this.followers.get(id) ?? new Follower(this.means);
      this.followers.set(id, follower);
      this.labels.set(host.label, follower);
      this.act(host, follower);
    }
    await this.guard();
  }

  /** Whether each host is as it was last desired. */
  areThere(): boolean {
    return (
      this.busy.size === 0 && [...this.desired].every(([id, host]) => this.reached.get(id) === stateOf(host))
    );
  }

  /** Each host that is desired. */
  view(): HostView[] {
    return [...this.desired].map(([id, desired]) => ({
      label: desired.label,
      state:
        this.reached.get(id) !== stateOf(desired)
          ? "making"
          : this.followers.get(id)?.host?.isOn()
            ? "on"
            : "off",
      bootedAt: this.followers.get(id)?.bootedAt?.toISOString() ?? null,
      problem: this.failures.get(id)?.text ?? null,
    }));
  }

  /** The disks that hosts have now. */
  disks(): number[] {
    return [...this.desired.values()].map(({ disk }) => disk);
  }

  /** Does it to every host that is chosen, all at once. Gives whether there was one. */
  async strike(
    fault: HostFault["fault"],
    isChosen: (label: string, region: string) => boolean,
  ): Promise<boolean> {
    const struck = [...this.desired.values()].filter(({ label, region }) => isChosen(label, region));
    await Promise.all(
      struck.map(async ({ id }) => {
        const follower = this.followers.get(id);
        await follower?.strike(fault);
        // What was killed boots again with the next look.
        if (fault === "restore" && follower?.host?.isOn() === false) this.reached.delete(id);
      }),
    );
    return struck.length > 0;
  }

  /** Ends every host. */
  async close(): Promise<void> {
    await Promise.all(this.busy.values());
    await Promise.all([...this.followers.values()].map((follower) => follower.end()));
  }

  /** Lets one host follow, unless it is doing so already. */
  private act(desired: DesiredHost, follower: Follower): void {
    const { id, label } = desired;
    const state = stateOf(desired);
    if (
      this.busy.has(id) ||
      this.reached.get(id) === state ||
      Date.now() < (this.failures.get(id)?.until ?? 0)
    )
      return;
    if (follower.wouldBoot(desired) && !this.turns.take()) return;
    const work = follower
      .follow(desired)
      .then(() => {
        this.reached.set(id, state);
        this.failures.delete(id);
      })
      .catch((error: unknown) => {
        const text = error instanceof Error ? error.message : String(error);
        this.failures.set(id, { text, until: Date.now() + retryMs });
        this.onProblem(`${label}: ${text}`);
      })
      .finally(() => this.busy.delete(id));
    this.busy.set(id, work);
  }

  /** One after the other: rules that were made earlier must not come later. */
  private guard(): Promise<void> {
    const next = this.guarding.then(() => this.putRules());
    this.guarding = next.catch(() => {});
    return next;
  }

  private async putRules(): Promise<void> {
    const guarded = new Map<string, Guarded>();
    for (const [id, follower] of this.followers) {
      const around = this.desired.get(id)?.rules;
      if (around !== undefined) guarded.set(`h${id}`, { ports: follower.ports, rules: around });
    }
    const text = renderFirewalls(guarded);
    if (text === this.rules) return;
    await must(["ip", "netns", "exec", this.means.hosts.namespace, "nft", "-f", "-"], { stdin: text });
    this.rules = text;
  }
}
