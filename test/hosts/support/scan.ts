import { spawnSync } from "node:child_process";
import { BlockList, isIPv6 } from "node:net";

import type { Flow, Party } from "../../../infra/topology/plan";
import { runIn } from "../../../local-cloud/hosts/namespaces";

/** Why nothing can be scanned here; empty where it can. */
export const noNmap: string =
  spawnSync("nmap", ["--version"], { stdio: "ignore" }).status === 0 ? "" : "there is no nmap here";

export type Protocol = Flow["protocol"];

/** Ports of UDP that are worth a question anywhere, besides those of the plan. */
const knownUdp = [53, 67, 69, 111, 123, 137, 161, 323, 500, 514, 1900, 4500, 5353, 6081, 51820];

/** Who looks, in which network, at which address. */
export interface Look {
  readonly world: string;
  readonly namespace: string;
  readonly address: string;
  readonly protocol: Protocol;
  /** Default: all of TCP, the well-known of UDP. */
  readonly ports?: string;
}

/** What a scan has found. */
export interface Seen {
  /** Where something listens. */
  readonly open: readonly number[];
  /** Where a packet gets through, whether something listens or not: what firewalls on the way allow. */
  readonly reached: readonly number[];
}

/** Scans an address with this machine's nmap in a network. Throws where nmap fails. */
export async function scan({ world, namespace, address, protocol, ports }: Look): Promise<Seen> {
  const how =
    protocol === "TCP"
      ? ["-sS", "-p", ports ?? "-", "--min-rate=6000", "--max-retries=1"]
      : ["-sU", "-p", ports ?? knownUdp.join(","), "--max-retries=2"];
  // As packets and not as frames: frames would pass the scanning host's own firewall by.
  const argv = ["nmap", "-n", "-Pn", "--send-ip", "--disable-arp-ping", ...how, "-oG", "-", address];
  const { code, stdout, stderr } = await runIn(namespace, world, argv);
  if (code !== 0) throw new Error(`nmap failed: ${stderr}`);
  const found = [...stdout.matchAll(/(\d+)\/(open|closed)\//g)].map(([, port, state]) => ({
    port: Number(port),
    state,
  }));
  const sorted = (list: typeof found) => list.map(({ port }) => port).sort((a, b) => a - b);
  return { open: sorted(found.filter(({ state }) => state === "open")), reached: sorted(found) };
}

/** Whether an address is a party's. */
function has(party: Party, address: string): boolean {
  const list = new BlockList();
  for (const network of party.kind === "nodes"
    ? party.addresses
    : party.kind === "networks"
      ? party.networks
      : []) {
    const [base = "", prefix = ""] = network.split("/");
    list.addSubnet(base, Number(prefix), isIPv6(base) ? "ipv6" : "ipv4");
  }
  return list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** The ports that the plan's flows let one address open at another, in order. */
export function planned(flows: readonly Flow[], protocol: Protocol, from: string, to: string): number[] {
  const ports = flows
    .filter((flow) => flow.protocol === protocol && has(flow.from, from) && has(flow.to, to))
    .map(({ port }) => port);
  return [...new Set(ports)].sort((a, b) => a - b);
}
