import { join } from "node:path";

import type { World } from "../core/world";
import { base } from "../hosts/base";
import type { Machine } from "../hosts/machine";
import type { Place } from "../hosts/place";
import type { Progress } from "../hosts/progress";
import { makeRouter } from "../hosts/router";
import { must } from "../hosts/run";
import { openWorld } from "../hosts/world";
import { Balancers, desiredBalancers } from "./balancers";
import { type DesiredHost, desiredHosts, type Selection } from "./desired";
import { Follower } from "./follower";
import { openInternet, type StorageAccess } from "./internet";
import { Networks, placeWith } from "./networks";
import { type Guarded, renderFirewalls } from "./rules";
import { Volumes } from "./volumes";

export type { Selection } from "./desired";

export interface FleetOptions {
  readonly cloud: World;
  readonly selection: Selection;
  /** Where everything is kept; volumes in it outlive this process. */
  readonly folder: string;
  readonly storage: (region: string) => StorageAccess | undefined;
  readonly progress?: Progress;
  /** Told what could not be done yet and is tried again. */
  readonly onProblem?: (text: string) => void;
}

/** The hosts of a local cloud: what the API has is made so, again and again. */
export interface Fleet {
  /** The host of an instance, by its label; none before it was made. */
  host(label: string): Machine | undefined;
  /** A point on the internet, outside every region, with addresses that nothing else has: for clients of what hosts publish. */
  place(name: string, addresses: readonly string[]): Promise<Place>;
  /** What hosts trust: of names, packages and object storage here; as PEM. */
  readonly authority: string;
  /** Resolves when what runs is what the API has. */
  settled(): Promise<void>;
  /** Cuts a region off from all others, or puts it back. */
  cutRegion(region: string): Promise<void>;
  restoreRegion(region: string): Promise<void>;
  /** Ends every host; volumes' files stay. */
  close(): Promise<void>;
}

const retryMs = 2_000;
/** How often the API's state is looked at; looking costs a millisecond. */
const lookMs = 200;

/** Starts hosts for the instances chosen, and has them follow the API from now on. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { cloud, selection, folder, storage, progress, onProblem = () => {} } = options;
  const hosts = await openWorld({ folder: join(folder, "worlds"), ...(progress ? { progress } : {}) });
  const full = await base("full");
  const networks = await Networks.open(await makeRouter(hosts.namespace));
  const internet = await openInternet({ ...{ cloud, hosts, networks, storage }, base: full });
  const balancers = new Balancers(hosts, networks, full);
  const volumes = new Volumes(hosts, join(folder, "volumes"));
  const trust = [internet.authority.pem];
  const means = { hosts, networks, volumes, base: full, trust, guard: () => guard() };
  const followers = new Map<number, Follower>();
  const labels = new Map<string, Follower>();
  const busy = new Map<number, Promise<void>>();
  const reached = new Map<number, string>();
  const failed = new Map<number, number>();
  let rules = "";
  let desired: ReadonlyMap<number, DesiredHost> = new Map();
  let closed = false;

  /** What a host can be brought to: rules are put around all of them at once, and a script runs with a new disk. */
  const state = (host: DesiredHost): string =>
    JSON.stringify({ ...host, script: undefined, rules: undefined });

  /** Lets one host follow, unless it is doing so already. */
  const act = (desired: DesiredHost, follower: Follower): void => {
    const { id, label } = desired;
    const text = state(desired);
    if (busy.has(id) || reached.get(id) === text || Date.now() < (failed.get(id) ?? 0)) return;
    const work = follower
      .follow(desired)
      .then(() => {
        reached.set(id, text);
      })
      .catch((error: unknown) => {
        failed.set(id, Date.now() + retryMs);
        onProblem(`${label}: ${error instanceof Error ? error.message : String(error)}`);
      })
      .finally(() => busy.delete(id));
    busy.set(id, work);
  };

  let guarding = Promise.resolve();
  /** One after the other: rules that were made earlier must not come later. */
  const guard = (): Promise<void> => {
    const next = guarding.then(async () => {
      const guarded = new Map<string, Guarded>();
      for (const [id, follower] of followers) {
        const around = desired.get(id)?.rules;
        if (around !== undefined) guarded.set(`h${id}`, { ports: follower.ports, rules: around });
      }
      const text = renderFirewalls(guarded);
      if (text === rules) return;
      await must(["ip", "netns", "exec", hosts.namespace, "nft", "-f", "-"], { stdin: text });
      rules = text;
    });
    guarding = next.catch(() => {});
    return next;
  };

  /** One look at the API. Gives whether everything is as it has it. */
  const look = async (): Promise<boolean> => {
    desired = desiredHosts(cloud, selection);
    for (const [id, follower] of followers) {
      if (desired.has(id) || busy.has(id)) continue;
      followers.delete(id);
      reached.delete(id);
      await follower.end();
    }
    for (const [id, host] of desired) {
      const follower = followers.get(id) ?? new Follower(means);
      followers.set(id, follower);
      labels.set(host.label, follower);
      act(host, follower);
    }
    await guard();
    internet.renew();
    await balancers.follow(selection === "none" ? [] : desiredBalancers(cloud));
    await volumes.keep(new Set([...cloud.store.all("volume")].map(({ id }) => id)));
    return busy.size === 0 && [...desired].every(([id, host]) => reached.get(id) === state(host));
  };

  let isSettled = false;
  const run = async (): Promise<void> => {
    while (!closed) {
      try {
        isSettled = await look();
      } catch (error) {
        onProblem(error instanceof Error ? error.message : String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  };
  const running = run();
  return {
    host: (label) => labels.get(label)?.host,
    place: (name, addresses) => placeWith(hosts, name, networks.internet, addresses),
    authority: internet.authority.pem,
    async settled() {
      isSettled = false;
      while (!isSettled && !closed) await new Promise((resolve) => setTimeout(resolve, lookMs));
    },
    cutRegion: (region) => networks.cut(region),
    restoreRegion: (region) => networks.restore(region),
    async close() {
      closed = true;
      await running;
      await Promise.all(busy.values());
      for (const follower of followers.values()) await follower.end();
      await volumes.close();
      await hosts.close();
    },
  };
}
