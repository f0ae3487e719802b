import { join } from "node:path";

import type { World } from "../core/world";
import { base } from "../hosts/base";
import type { Machine } from "../hosts/machine";
import type { Place } from "../hosts/place";
import type { Progress } from "../hosts/progress";
import { makeRouter } from "../hosts/router";
import { openWorld } from "../hosts/world";
import { Balancers, desiredBalancers } from "./balancers";
import { desiredHosts, type Selection } from "./desired";
import { Followers } from "./followers";
import { openInternet, type StorageAccess } from "./internet";
import { Networks, placeWith } from "./networks";
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
  /** The id of the world that the hosts are in: for commands of this machine in their networks. */
  readonly world: string;
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

/** How often the API's state is looked at; looking costs a millisecond. */
const lookMs = 200;
const pause = () => new Promise((resolve) => setTimeout(resolve, lookMs));

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
  const followers = new Followers({ hosts, networks, volumes, base: full, trust }, onProblem);
  const looking = keepLooking(async () => {
    await followers.follow(desiredHosts(cloud, selection));
    internet.renew();
    await balancers.follow(selection === "none" ? [] : desiredBalancers(cloud));
    await volumes.keep(new Set([...cloud.store.all("volume")].map(({ id }) => id)));
    return followers.areThere();
  }, onProblem);
  return {
    world: hosts.id,
    host: (label) => followers.host(label),
    place: (name, addresses) => placeWith(hosts, name, networks.internet, addresses),
    authority: internet.authority.pem,
    settled: looking.settled,
    cutRegion: (region) => networks.cut(region),
    restoreRegion: (region) => networks.restore(region),
    async close() {
      await looking.end();
      await followers.close();
      await volumes.close();
      await hosts.close();
    },
  };
}

/** Looks again and again until it is ended. A look gives whether all is as the API has it; one that fails is told of, and made again. */
function keepLooking(look: () => Promise<boolean>, onProblem: (text: string) => void) {
  let isEnded = false;
  let isSettled = false;
  const run = async (): Promise<void> => {
    while (!isEnded) {
      try {
        isSettled = await look();
      } catch (error) {
        onProblem(error instanceof Error ? error.message : String(error));
      }
      await pause();
    }
  };
  const running = run();
  return {
    /** Resolves after a look that found all as the API has it. */
    async settled(): Promise<void> {
      isSettled = false;
      while (!isSettled && !isEnded) await pause();
    },
    end(): Promise<void> {
      isEnded = true;
      return running;
    },
  };
}
