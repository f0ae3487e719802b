import { isIPv4 } from "node:net";
import { must, run } from "./run";

/** What a cable can be plugged into. */
export interface Wiring {
  readonly name: string;
  /** The namespace that its cables end in. */
  readonly namespace: string;
  /** Takes a cable's end in. */
  plugIn(cable: Cable): Promise<void>;
  /** Takes it out again. Whoever is at the other end doesn't notice: the interface stays up, and what it sends is lost. */
  pullOut(cable: Cable): Promise<void>;
}

/** One network of a world: what is plugged in sees each other's frames, and nothing else's. */
export interface Network extends Wiring {
  /** The bridge's name there. */
  readonly bridge: string;
  /**
   * Makes the network a router's, with that address (`203.0.113.1/24`): hosts whose gateway this is reach all other addresses of this
   * network, and of no other. Said twice, it is done once.
   */
  addRouter(address: string): Promise<void>;
  /** Sends packets for an address (`9.9.9.9`) that isn't in any of the router's own ranges to whoever has it on this network. */
  addRoute(address: string): Promise<void>;
}

/** A network interface as its host sees it. */
export interface Plug {
  readonly network: Wiring;
  /** With their prefix: `10.1.0.2/24`. */
  readonly addresses: readonly string[];
  /** The way to everything else; without it there is none. */
  readonly gateway?: string;
  readonly routes?: readonly { readonly to: string; readonly via: string }[];
}

/** The router's own address towards hosts that have no range of their own, such as resolvers. */
export const routerAddress = "169.254.1.1";

/** Makes a bridge in the world's namespace. It passes frames and routes nothing, until it is given a router's address. */
export async function makeNetwork(namespace: string, bridge: string, name: string): Promise<Network> {
  await must(["ip", "-n", namespace, "link", "add", bridge, "type", "bridge", "forward_delay", "0"]);
  // A host could otherwise send through the bridge's own address what is meant for another network.
  await sysctl(namespace, [`net.ipv6.conf.${bridge}.disable_ipv6=1`, `net.ipv4.conf.${bridge}.forwarding=0`]);
  await must(["ip", "-n", namespace, "link", "set", bridge, "up"]);
  let routes = false;
  return {
    name,
    namespace,
    bridge,
    async plugIn({ port }) {
      await must(["ip", "-n", namespace, "link", "set", port, "master", bridge, "up"]);
    },
    async pullOut({ port }) {
      await must(["ip", "-n", namespace, "link", "set", port, "nomaster"]);
    },
    async addRouter(address) {
      if (!routes) {
        routes = true;
        await sysctl(namespace, [
          `net.ipv4.conf.${bridge}.forwarding=1`,
          `net.ipv4.conf.${bridge}.send_redirects=0`,
          `net.ipv6.conf.${bridge}.disable_ipv6=0`,
          "net.ipv6.conf.all.forwarding=1",
        ]);
        await must(["ip", "-n", namespace, "address", "replace", `${routerAddress}/32`, "dev", bridge]);
      }
      await must([
        ...["ip", "-n", namespace, "address", "replace", address, "dev", bridge],
        ...(isIPv4(address.split("/")[0] ?? "") ? [] : ["nodad"]),
      ]);
    },
    async addRoute(address) {
      await must(["ip", "-n", namespace, "route", "replace", address, "dev", bridge]);
    },
  };
}

/** A cable between a network and an interface in another namespace. */
export interface Cable {
  readonly network: Wiring;
  /** The end in the network's namespace. */
  readonly port: string;
  readonly namespace: string;
  /** The interface at the other end: `eth0`. */
  readonly interface: string;
  /** Of that interface, with their prefix. */
  readonly addresses: readonly string[];
}

/** Lays the cable, in place of one with the same port. */
export async function connect(cable: Cable): Promise<void> {
  const { network, port } = cable;
  await disconnect(cable);
  await must([
    ...["ip", "-n", network.namespace, "link", "add", port, "type", "veth"],
    ...["peer", "name", cable.interface, "netns", cable.namespace],
  ]);
  await network.plugIn(cable);
}

/** Takes the cable away at both ends, if it is there. */
export async function disconnect({ network, port }: Cable): Promise<void> {
  await run(["ip", "-n", network.namespace, "link", "delete", port]);
}

async function sysctl(namespace: string, settings: readonly string[]): Promise<void> {
  await must(["ip", "netns", "exec", namespace, "sysctl", "-q", "-w", ...settings]);
}
