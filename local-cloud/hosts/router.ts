import type { Cable, Wiring } from "./network";
import { must } from "./run";

/** A network whose cables all end at a router. */
export interface RoutedNetwork extends Wiring {
  /** Gives the router one more address, which hosts can name as their gateway. */
  addGateway(address: string): Promise<void>;
}

/**
 * The router of a world: it passes packets between the cables of one network, and between networks that are joined, and believes no source
 * but a cable's own addresses. So every packet crosses its rules, and a host can neither lift them nor speak for another one; to forward
 * somebody else's packets is in vain, as in Linode's VPCs. Networks may not share an address. IPv4 only.
 */
export interface Router {
  readonly namespace: string;
  /** Makes a network, of cables yet to come. The name is the only one of its kind here: letters, digits and `-`. */
  network(name: string): RoutedNetwork;
  /** Lets packets through between two networks. */
  join(one: Wiring, other: Wiring): Promise<void>;
  /** Lets none through any more, those of established connections included. */
  part(one: Wiring, other: Wiring): Promise<void>;
}

/** What the router's rules are made of. */
export interface Wires {
  /** The cables of each network, by their ends at the router. */
  readonly networks: ReadonlyMap<string, ReadonlySet<string>>;
  /** Pairs of networks, each once. */
  readonly joined: ReadonlyMap<string, readonly [string, string]>;
  /** Ends of cables that are cut. */
  readonly cut: ReadonlySet<string>;
}

const set = (name: string, ports: Iterable<string>): string => {
  const elements = [...ports].map((port) => `"${port}"`).join(", ");
  return `  set ${name} { type ifname; ${elements === "" ? "" : `elements = { ${elements} };`} }`;
};

/** The table that keeps networks apart, whole: it takes the place of the one before in one step. */
export function renderWires({ networks, joined, cut }: Wires): string {
  const named = new Map([...networks.keys()].map((name, index) => [name, `network${index}`]));
  const both = [
    ...[...named.values()].map((one) => [one, one] as const),
    ...[...joined.values()].flatMap(([one, other]) => {
      const [first = "", second = ""] = [named.get(one), named.get(other)];
      return [[first, second] as const, [second, first] as const];
    }),
  ];
  return [
    "add table inet wires",
    "delete table inet wires",
    "table inet wires {",
    set("cut", cut),
    ...[...networks].map(([name, ports]) => set(named.get(name) ?? "", ports)),
    "  chain coming { type filter hook prerouting priority raw; iifname @cut drop; }",
    "  chain going { type filter hook postrouting priority raw; oifname @cut drop; }",
    "  chain between {",
    "    type filter hook forward priority filter - 10; policy drop;",
    ...both.map(([from, to]) => `    iifname @${from} oifname @${to} accept`),
    "  }",
    "}",
    "",
  ].join("\n");
}

/** Makes a namespace a router. */
export async function makeRouter(namespace: string): Promise<Router> {
  const networks = new Map<string, Set<string>>();
  const joined = new Map<string, readonly [string, string]>();
  const cut = new Set<string>();
  const inside = (argv: readonly string[], stdin = "") =>
    must(["ip", "netns", "exec", namespace, ...argv], { stdin });
  let last: Promise<unknown> = Promise.resolve();
  let waiting: (() => void)[] = [];
  let next: Promise<void> | undefined;
  /** One rule set after the other: one that was made earlier must not come later. What is asked for meanwhile is in the next one, all at once. */
  const apply = (change: () => void): Promise<void> => {
    waiting.push(change);
    next ??= last.then(async () => {
      const changes = waiting;
      waiting = [];
      next = undefined;
      for (const each of changes) each();
      await inside(["nft", "-f", "-"], renderWires({ networks, joined, cut }));
    });
    last = next.catch(() => {});
    return next;
  };
  await inside(["sysctl", "-q", "-w", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.send_redirects=0"]);
  const pair = (one: Wiring, other: Wiring) => [one.name, other.name].sort().join(" ");
  return {
    namespace,
    network(name) {
      const ports = new Set<string>();
      networks.set(name, ports);
      return {
        name,
        namespace,
        async plugIn(cable) {
          await lay(inside, namespace, cable);
          await apply(() => {
            ports.add(cable.port);
            cut.delete(cable.port);
          });
        },
        pullOut: ({ port }) => apply(() => void cut.add(port)),
        async addGateway(address) {
          await must(["ip", "-n", namespace, "address", "replace", `${address}/32`, "dev", "lo"]);
        },
      };
    },
    join: (one, other) => apply(() => void joined.set(pair(one, other), [one.name, other.name])),
    part: (one, other) => apply(() => void joined.delete(pair(one, other))),
  };
}

/** The router answers for every address that is behind another cable, at once, and takes none but the cable's own as a source. */
async function lay(
  inside: (argv: readonly string[]) => Promise<string>,
  namespace: string,
  { port, addresses, namespace: behind, interface: end }: Cable,
): Promise<void> {
  const settings = [
    ...["proxy_arp=1", "rp_filter=1", "forwarding=1", "send_redirects=0"].map((one) => `conf.${port}.${one}`),
    `neigh.${port}.proxy_delay=0`,
  ];
  await inside(["sysctl", "-q", "-w", ...settings.map((one) => `net.ipv4.${one}`)]);
  await must(["ip", "-n", namespace, "link", "set", port, "up"]);
  const shown = await must(["ip", "-n", behind, "-json", "link", "show", "dev", end]);
  const [{ address: hardware }] = JSON.parse(shown) as [{ address: string }];
  for (const own of addresses) {
    const [address = ""] = own.split("/");
    if (address.includes(":")) continue;
    await must(["ip", "-n", namespace, "route", "replace", `${address}/32`, "dev", port]);
    // A host that believes no strange source would not answer the router, whose own address is of another network: it need not ask.
    const entry = [address, "lladdr", hardware, "dev", port, "nud", "permanent"];
    await must(["ip", "-n", namespace, "neighbour", "replace", ...entry]);
  }
}
