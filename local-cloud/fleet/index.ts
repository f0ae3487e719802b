import { join } from "node:path";

import { invalid } from "../core/errors";
import type { HostFault, HostView, Selection } from "../core/hostsControl";
import type { JobRecord } from "../core/kinds";
import { base } from "../hosts/base";
import type { Machine } from "../hosts/machine";
import type { Place } from "../hosts/place";
import type { Progress } from "../hosts/progress";
import { makeRouter } from "../hosts/router";
import { sweep } from "../hosts/sweep";
import { type World as HostsWorld, openWorld } from "../hosts/world";
import { Balancers, desiredBalancers } from "./balancers";
import { desiredHosts } from "./desired";
import { Disks } from "./disks";
import { Followers } from "./followers";
import { type CloudOfHosts, openInternet } from "./internet";
import { Networks, placeWith } from "./networks";
import { Volumes } from "./volumes";

export interface FleetOptions {
  readonly cloud: CloudOfHosts;
  readonly selection: Selection;
  /** Where everything is kept; disks and volumes in it outlive this process. */
  readonly folder: string;
  readonly progress?: Progress;
  /** Told what could not be done yet and is tried again. */
  readonly onProblem?: (text: string) => void;
}

/** The hosts of a local cloud: what the API has is made so, again and again. */
export interface Fleet {
  /** The id of the world that the hosts are in: for commands of this machine in their networks. */
  readonly world: string;
  /** Chooses other instances: hosts that were chosen no more are ended, and their disks stay. */
  select(selection: Selection): void;
  /** Each instance chosen. */
  view(): readonly HostView[];
  /** Whether what runs was what the API has, at the last look. */
  isSettled(): boolean;
  /** The host of an instance, by its label; none before it was made. */
  host(label: string): Machine | undefined;
  /** Whether a host is on, and neither it nor its region is cut off. */
  canBeReached(label: string): boolean;
  /** A point on the internet, outside every region, with addresses that nothing else has: for clients of what hosts publish. */
  place(name: string, addresses: readonly string[]): Promise<Place>;
  /** The namespace of such a point, for commands of this machine. */
  readonly outside: string;
  /** What hosts trust: of names, packages and object storage here; as PEM. */
  readonly authority: string;
  /** Resolves when what runs is what the API has. */
  settled(): Promise<void>;
  /** Does to a host or a region what the world does. Resolves when it has happened. */
  strike(fault: HostFault): Promise<void>;
  /** Ends every host; disks and volumes stay. */
  close(): Promise<void>;
}

/** Whoever uses what hosts publish comes from here: a range that nobody's servers have (RFC 2544). */
const customer = "198.18.0.1";

/** How often the API's state is looked at; looking costs a millisecond. */
const lookMs = 200;
const pause = () => new Promise((resolve) => setTimeout(resolve, lookMs));

/** Starts hosts for the instances chosen, and has them follow the API from now on. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { folder, progress } = options;
  await sweep(join(folder, "worlds"));
  const hosts = await openWorld({ folder: join(folder, "worlds"), ...(progress ? { progress } : {}) });
  try {
    return await startIn(hosts, options);
  } catch (error) {
    await hosts.close();
    throw error;
  }
}

async function startIn(hosts: HostsWorld, options: FleetOptions): Promise<Fleet> {
  const { cloud, folder, progress, onProblem = () => {} } = options;
  const { world } = cloud;
  let { selection } = options;
  const full = await base("full", progress ? { progress } : {});
  const networks = await Networks.open(await makeRouter(hosts.namespace));
  const internet = await openInternet({
    ...{ cloud, hosts, networks },
    ...{ base: full, authority: join(folder, "authority.json") },
  });
  const outside = await placeWith(hosts, "customer", networks.internet, [customer]);
  const balancers = new Balancers(hosts, networks, full);
  const volumes = new Volumes(hosts, join(folder, "volumes"));
  const trust = [internet.authority.pem];
  const disks = new Disks(join(folder, "disks"));
  const followers = new Followers({ hosts, networks, volumes, disks, base: full, trust }, onProblem);
  // An instance is not off before its host is: whoever fences by Linode's word has to be able to rely on it.
  const isEnding = ({ action, entityId }: JobRecord): boolean =>
    action === "linode_shutdown" && followers.isOn(Number(entityId));
  world.jobs.waitFor(isEnding);
  const looking = keepLooking(async () => {
    await followers.follow(desiredHosts(world, selection));
    if (
      [...world.store.all("job")].some(({ action, heldAt }) => action === "linode_shutdown" && heldAt != null)
    )
      world.jobs.hold();
    internet.renew();
    await balancers.follow(selection === "none" ? [] : desiredBalancers(world));
    await volumes.keep(new Set([...world.store.all("volume")].map(({ id }) => id)));
    disks.keep(new Set([...[...world.store.all("disk")].map(({ id }) => id), ...followers.disks()]));
    return followers.areThere();
  }, onProblem);
  return {
    world: hosts.id,
    select(wanted) {
      selection = wanted;
      looking.isOld();
    },
    view: () => followers.view(),
    isSettled: looking.isSettled,
    host: (label) => followers.host(label),
    canBeReached: (label) => followers.canBeReached(label),
    place: (name, addresses) => placeWith(hosts, name, networks.internet, addresses),
    outside: outside.namespace,
    authority: internet.authority.pem,
    settled: looking.settled,
    strike: (fault) => strike(fault, followers, networks),
    async close() {
      world.jobs.waitFor(() => false);
      await looking.end();
      await followers.close();
      await volumes.close();
      await hosts.close();
    },
  };
}

async function strike({ fault, target }: HostFault, followers: Followers, networks: Networks): Promise<void> {
  if ("host" in target) {
    if (!(await followers.strike(fault, (label) => label === target.host)))
      throw invalid(`There is no host ${target.host}.`, "target");
    return;
  }
  const { region } = target;
  if (!followers.isAnyIn(region)) throw invalid(`There is no host in region ${region}.`, "target");
  const all = () => followers.strike(fault, (_label, where) => where === region);
  if (fault === "cut") return networks.cut(region);
  if (fault === "restore") await networks.restore(region);
  // Power first: a host that was cut off before would go on for a moment.
  await all();
  if (fault === "kill") await networks.cut(region);
}

/** Looks again and again until it is ended. A look gives whether all is as the API has it; one that fails is told of, and made again. */
function keepLooking(look: () => Promise<boolean>, onProblem: (text: string) => void) {
  let isEnded = false;
  let isSettled = false;
  /** Looks that began before the last change of what is wanted say nothing of it. */
  let changes = 0;
  const isOld = (): void => {
    changes += 1;
    isSettled = false;
  };
  const run = async (): Promise<void> => {
    while (!isEnded) {
      try {
        const before = changes;
        const isDone = await look();
        isSettled = isDone && before === changes;
      } catch (error) {
        onProblem(error instanceof Error ? error.message : String(error));
      }
      await pause();
    }
  };
  const running = run();
  return {
    isSettled: () => isSettled,
    /** What the last look found doesn't count any more. */
    isOld,
    /** Resolves after a look that found all as the API has it. */
    async settled(): Promise<void> {
      isOld();
      while (!isSettled && !isEnded) await pause();
    },
    end(): Promise<void> {
      isEnded = true;
      return running;
    },
  };
}
