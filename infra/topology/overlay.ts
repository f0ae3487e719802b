import type { Role } from "../../catalogue/roles";
import type { EnclavePlan, NodePlan, SitePlan } from "./plan";

/** A right to open connections inside an enclave's tunnels. What Linode's firewall sees of it is WireGuard alone. */
export interface OverlayFlow {
  readonly name: string;
  readonly from: readonly Role[];
  readonly to: readonly Role[];
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
  /** Between nodes of one site, or also between the sites of the class. */
  readonly reach: "site" | "enclave";
}

/** The ports of services inside the tunnels. */
export const overlayPorts = {
  ssh: 22,
  etcdClients: 2379,
  etcdPeers: 2380,
  database: 5432,
  patroni: 8008,
  service: 8443,
  logs: 6514,
  hostMetrics: 9100,
  databaseMetrics: 9187,
} as const;

const flow = (
  name: string,
  [from, to]: readonly [readonly Role[], readonly Role[]],
  port: number,
  reach: OverlayFlow["reach"] = "site",
): OverlayFlow => ({ name, from, to, protocol: "TCP", port, reach });

const members: readonly Role[] = ["gateway", "data"];
const behind: readonly Role[] = ["data", "edge", "service"];

/** Who may talk to whom inside the tunnels, one row a purpose. Nothing else may (NW-1). */
export const overlayFlows: readonly OverlayFlow[] = [
  // People come from a managed device to the gateway, and from there on.
  flow("administration", [["gateway"], behind], overlayPorts.ssh),
  flow("etcd-clients", [members, members], overlayPorts.etcdClients),
  flow("etcd-peers", [members, members], overlayPorts.etcdPeers),
  flow("replication", [["data"], ["data"]], overlayPorts.database, "enclave"),
  flow("database", [["service"], ["data"]], overlayPorts.database),
  flow("cluster", [members, ["data"]], overlayPorts.patroni),
  flow("service", [["edge"], ["service"]], overlayPorts.service),
  flow("logs", [behind, ["gateway"]], overlayPorts.logs),
  flow("host-metrics", [["gateway"], behind], overlayPorts.hostMetrics),
  // Gateways watch each other: one that is away can't say so.
  flow("gateway-metrics", [["gateway"], ["gateway"]], overlayPorts.hostMetrics, "enclave"),
  flow("database-metrics", [["gateway"], ["data"]], overlayPorts.databaseMetrics),
];

/** One rule of a host inside the tunnels: the addresses at the other end are in the overlay. */
export interface OverlayRule {
  readonly name: string;
  readonly protocol: OverlayFlow["protocol"];
  readonly port: number;
  /** One address or more. */
  readonly peers: readonly string[];
}

/** All nodes of a site. */
export const nodesOfSite = (site: SitePlan): readonly NodePlan[] => [
  site.gateway,
  ...site.dataNodes,
  ...(site.edge?.nodes ?? []),
  ...(site.service?.nodes ?? []),
];

/** What one node may receive and open inside the tunnels; a purpose for which nobody is at the other end gives no rule. */
export function overlayRules(
  enclave: EnclavePlan,
  site: SitePlan,
  node: NodePlan,
): { readonly inbound: readonly OverlayRule[]; readonly outbound: readonly OverlayRule[] } {
  const rules = (near: "from" | "to", far: "from" | "to") =>
    overlayFlows
      .filter((each) => each[near].includes(node.role))
      .map(
        (each): OverlayRule => ({
          name: each.name,
          protocol: each.protocol,
          port: each.port,
          peers: (each.reach === "site" ? [site] : enclave.sites)
            .flatMap(nodesOfSite)
            .filter((other) => other.name !== node.name && each[far].includes(other.role))
            .map((other) => other.overlayAddress),
        }),
      )
      .filter(({ peers }) => peers.length > 0);
  return { inbound: rules("to", "from"), outbound: rules("from", "to") };
}

/** What a gateway passes on inside the tunnels. */
export interface ForwardedRule {
  readonly name: string;
  readonly protocol: OverlayFlow["protocol"];
  readonly port: number;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** What a site's gateway passes on: between its own nodes and those of other sites, and the logs whose way leads over it. */
export function forwardedRules(
  enclave: EnclavePlan,
  site: SitePlan,
  logs: readonly Pick<ForwardedRule, "from" | "to">[],
): readonly ForwardedRule[] {
  const others = enclave.sites.filter(({ region }) => region !== site.region);
  const addresses = (sites: readonly SitePlan[], roles: readonly Role[]) =>
    sites
      .flatMap(nodesOfSite)
      .filter(({ role }) => role !== "gateway" && roles.includes(role))
      .map(({ overlayAddress }) => overlayAddress);
  const between = overlayFlows
    .filter(({ reach }) => reach === "enclave")
    .flatMap(({ name, protocol, port, from, to }) => [
      { name, protocol, port, from: addresses([site], from), to: addresses(others, to) },
      { name, protocol, port, from: addresses(others, from), to: addresses([site], to) },
    ]);
  const ofLogs = logs.map((each) => ({
    ...{ name: "logs", protocol: "TCP" as const, port: overlayPorts.logs },
    ...{ from: each.from, to: each.to },
  }));
  return [...between, ...ofLogs].filter(({ from, to }) => from.length > 0 && to.length > 0);
}
