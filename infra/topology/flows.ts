import type { StackConfig } from "../config/sections";
import { logReceiver } from "./logs";
import type { EnclavePlan, Flow, Party, SitePlan } from "./plan";
import { balancerNetwork, broadcastNetwork, everywhere, metadataNetworks, ports } from "./ports";

type Site = Omit<SitePlan, "firewalls">;
type Enclave = Omit<EnclavePlan, "sites"> & { readonly sites: readonly Site[] };
type Ends = Pick<Flow, "from" | "to">;

const networks = (name: string, list: readonly string[]): Party => ({
  kind: "networks",
  name,
  networks: list,
});

const hostRoles = ["gateway", "data", "edge", "service"] as const;

const nodes = (site: Site, role: (typeof hostRoles)[number]): Party => {
  const members = {
    gateway: [site.gateway],
    data: site.dataNodes,
    edge: site.edge?.nodes ?? [],
    service: site.service?.nodes ?? [],
  }[role];
  return { kind: "nodes", site: site.name, role, addresses: members.map((n) => `${n.vpcAddress}/32`) };
};

const tunnel = (name: string, ends: Ends): Flow => ({ name, ...ends, protocol: "UDP", port: ports.tunnel });

/**
 * Inside one site: the overlay between all nodes, and what a node needs from its gateway before the overlay is up. One purpose has one
 * name for all roles, so that it is one rule: Linode takes 25 a firewall.
 */
function insideSite(site: Site): Flow[] {
  const roles = hostRoles.filter((role) => !["edge", "service"].includes(role) || site.edge !== undefined);
  const overlay = roles.flatMap((from) =>
    roles
      .filter((to) => to !== from || to !== "gateway")
      .map((to) => tunnel("overlay", { from: nodes(site, from), to: nodes(site, to) })),
  );
  const services = roles
    .filter((role) => role !== "gateway")
    .flatMap((role): Flow[] => {
      const ends = { from: nodes(site, role), to: nodes(site, "gateway") };
      return [
        { name: "proxy", ...ends, protocol: "TCP", port: ports.proxy },
        { name: "names", ...ends, protocol: "UDP", port: ports.dns },
        { name: "names-long", ...ends, protocol: "TCP", port: ports.dns },
        { name: "time", ...ends, protocol: "UDP", port: ports.ntp },
      ];
    });
  return [...overlay, ...services];
}

/** From a site to the outside: only the gateway, only what is listed (NW-4), and Linode's own services at first boot. */
function outOfSite(site: Site, egress: StackConfig["egress"]): Flow[] {
  const gateway = nodes(site, "gateway");
  const booting = [gateway, ...(site.edge === undefined ? [] : [nodes(site, "edge")])];
  return [
    {
      name: "allowed-names",
      from: gateway,
      to: networks("internet", everywhere),
      protocol: "TCP",
      port: ports.https,
    },
    {
      name: "resolvers",
      from: gateway,
      to: networks("resolvers", egress.resolvers),
      protocol: "TCP",
      port: ports.dnsOverTls,
    },
    {
      name: "time-servers",
      from: gateway,
      to: networks("time-servers", egress.timeServers),
      protocol: "UDP",
      port: ports.ntp,
    },
    ...booting.flatMap((from): Flow[] => [
      {
        name: "metadata",
        from,
        to: networks("metadata", metadataNetworks),
        protocol: "TCP",
        port: ports.http,
      },
      {
        name: "first-address",
        from,
        to: networks("dhcp", [broadcastNetwork]),
        protocol: "UDP",
        port: ports.dhcp,
      },
    ]),
  ];
}

/** Into a site: managed devices to the tunnel, the internet to a published endpoint (NW-1). */
function intoSite(site: Site, devices: readonly string[]): Flow[] {
  const flows: Flow[] =
    devices.length === 0
      ? []
      : [
          tunnel("managed-devices", {
            from: networks("managed-devices", devices),
            to: nodes(site, "gateway"),
          }),
        ];
  if (site.edge === undefined) return flows;
  const balancer: Party = { kind: "balancer", site: site.name };
  return [
    ...flows,
    {
      name: "endpoint",
      from: networks("internet", everywhere),
      to: balancer,
      protocol: "TCP",
      port: ports.https,
    },
    {
      name: "from-balancer",
      from: networks("balancers", [balancerNetwork]),
      to: nodes(site, "edge"),
      protocol: "TCP",
      port: ports.https,
    },
  ];
}

/** Between the gateways of one class in its regions. */
function betweenSites(enclave: Enclave): Flow[] {
  return enclave.sites.flatMap((from) =>
    enclave.sites
      .filter((to) => to !== from)
      .map((to) =>
        tunnel("own-regions", {
          from: { kind: "gateway", dataClass: enclave.dataClass.id, region: from.region },
          to: { kind: "gateway", dataClass: enclave.dataClass.id, region: to.region },
        }),
      ),
  );
}

/** The gateways of a class: one a region in this stack, or those of another stack, by their addresses. */
function gatewaysOf(
  id: string,
  here: readonly string[],
  elsewhere: StackConfig["otherStacks"],
  regions: readonly string[],
): Party[] {
  if (here.includes(id)) return regions.map((region) => ({ kind: "gateway", dataClass: id, region }));
  const addresses = Object.values(elsewhere[id as keyof typeof elsewhere] ?? {}).map((each) => `${each}/32`);
  return addresses.length === 0 ? [] : [networks(`${id}-gateways`, addresses)];
}

/** Every class's log to `events`, one way, inside that class's tunnel (DC-8, NW-3). */
function logsToEvents(
  here: readonly string[],
  elsewhere: StackConfig["otherStacks"],
  regions: readonly string[],
): Flow[] {
  const receivers = gatewaysOf(logReceiver, here, elsewhere, regions);
  return [...here, ...Object.keys(elsewhere)]
    .filter((id) => id !== logReceiver && (here.includes(id) || here.includes(logReceiver)))
    .flatMap((id) =>
      gatewaysOf(id, here, elsewhere, regions).flatMap((from) =>
        receivers.map((to) => tunnel("logs-to-events", { from, to })),
      ),
    );
}

/** Every flow of the plan. Nothing else may open a connection. */
export function planFlows(enclaves: readonly Enclave[], config: StackConfig): Flow[] {
  const here = enclaves.map((e) => e.dataClass.id);
  const regions = enclaves[0]?.sites.map((site) => site.region) ?? [];
  return [
    ...enclaves.flatMap((enclave) => [
      ...enclave.sites.flatMap((site) => [
        ...intoSite(site, config.managedDevices.networks),
        ...insideSite(site),
        ...outOfSite(site, config.egress),
      ]),
      ...betweenSites(enclave),
    ]),
    ...logsToEvents(here, config.otherStacks, regions),
  ];
}
