import type { Server } from "node:net";
import { listenIn } from "./listen";
import { makeNamespace, runIn } from "./namespaces";
import { type Cable, connect, type Plug } from "./network";
import { must, type Outcome, type RunOptions } from "./run";

/**
 * A point in a world's networks with addresses of its own and no host: from there this machine's own tools look at hosts
 * ("from the internet", "from a neighbour"), and there this process answers.
 */
export interface Place {
  readonly name: string;
  readonly namespace: string;
  /** Runs a command of this machine with that network, to its end. */
  run(argv: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Listens for TCP there, from this process. See `listenIn`. */
  listen(host: string, port: number): Promise<Server>;
  /** Adds an address (with its prefix) to the interface, by default `eth0`. */
  addAddress(address: string, interfaceName?: string): Promise<void>;
  /** Cuts all its cables, or puts them back. */
  cut(): Promise<void>;
  restore(): Promise<void>;
}

/** What a place or host needs to know of its world. */
export interface Surroundings {
  /** Short, and the only one of that kind on this machine now. */
  readonly id: string;
  readonly folder: string;
  /** A name for one more cable's end in the world's namespace. */
  nextPort(): string;
}

/** Makes the namespace, its cables and addresses. */
export async function makePlace(
  world: Surroundings,
  name: string,
  namespace: string,
  plugs: readonly Plug[],
): Promise<Place> {
  await makeNamespace(namespace);
  const cables: Cable[] = [];
  for (const [index, plug] of plugs.entries()) {
    const cable = {
      network: plug.network,
      namespace,
      port: world.nextPort(),
      interface: `eth${index}`,
      addresses: plug.addresses,
    };
    cables.push(cable);
    await connect(cable);
    await configure(cable, plug);
  }
  return {
    name,
    namespace,
    run: (argv, options) => runIn(namespace, world.id, argv, options),
    listen: (host, port) => listenIn(namespace, host, port),
    async addAddress(address, interfaceName = "eth0") {
      await must(["ip", "-n", namespace, "address", "replace", address, "dev", interfaceName]);
    },
    async cut() {
      for (const cable of cables) await cable.network.pullOut(cable);
    },
    async restore() {
      for (const cable of cables) await cable.network.plugIn(cable);
    },
  };
}

async function configure(cable: Cable, { addresses, gateway, routes = [] }: Plug): Promise<void> {
  const ip = (...argv: string[]) => must(["ip", "-n", cable.namespace, ...argv, "dev", cable.interface]);
  for (const address of addresses)
    await ip("address", "add", address, ...(address.includes(":") ? ["nodad"] : []));
  await ip("link", "set", "up");
  if (gateway !== undefined) await ip("route", "replace", "default", "via", gateway, "onlink");
  for (const { to, via } of routes) await ip("route", "replace", to, "via", via, "onlink");
}
