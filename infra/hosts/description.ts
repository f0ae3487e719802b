import type { StackConfig } from "../config/sections";
import { deviceAddress, gatewayAddress } from "../topology/deviceAddresses";
import { hostNames } from "../topology/hostNames";
import { describeLogs, type LogsDescription } from "../topology/logs";
import {
  type ForwardedRule,
  forwardedRules,
  nodesOfSite,
  type OverlayRule,
  overlayRules,
} from "../topology/overlay";
import type { EnclavePlan, NodePlan, RulePlan, SitePlan } from "../topology/plan";
import { endpointName } from "../topology/zones";

/**
 * What a host has to know to become itself, as plain data: the same on Linode and on this machine, and without a secret (AC-6). Nothing in it
 * depends on which region is active, so that a failover replaces no host.
 */
export interface HostDescription {
  readonly name: string;
  /** The name in the class's zone. */
  readonly fqdn: string;
  readonly dataClass: string;
  readonly region: string;
  readonly role: string;
  readonly addresses: {
    readonly vpc: string;
    readonly overlay: string;
    /** The site's gateway in the VPC: proxy, resolver and time before the overlay is up. */
    readonly gateway: string;
    /** Where managed devices find a gateway inside the tunnel (IPv6). */
    readonly devices?: string;
  };
  /** The site's own nodes, by name and VPC address. */
  readonly neighbours: readonly HostAddress[];
  /** All sites of the class, this one too, in the order of the regions' numbers. */
  readonly sites: readonly SiteDescription[];
  /** What it may receive and open inside the tunnels. */
  readonly overlay: {
    /** The site's part of the overlay: a /24. */
    readonly network: string;
    readonly inbound: readonly OverlayRule[];
    readonly outbound: readonly OverlayRule[];
    /** On a gateway: what it passes on between its site's nodes and other sites', and of logs for others. */
    readonly forwarded: readonly ForwardedRule[];
  };
  /** On a gateway: the devices that administrators come from (AC-3). */
  readonly devices: readonly HostDevice[];
  /** Its part in the way of logs to `events`. */
  readonly logs: LogsDescription;
  /** The class's gateways in other regions, by DNS name. */
  readonly otherGateways: readonly string[];
  readonly administrators: readonly HostAdministrator[];
  /** Who may read this class's data, for a time (AC-4). */
  readonly grants: readonly HostGrant[];
  /** How administrators prove who they are (AC-1). */
  readonly logIn:
    | { readonly kind: "hardware-keys" }
    | { readonly kind: "certificates"; readonly authorities: readonly string[] };
  /** What the plan lets in and out: the host's own firewall says the same as Linode's. */
  readonly inbound: readonly HostRule[];
  readonly outbound: readonly HostRule[];
  /** Names that may be reached through the proxy. */
  readonly allowedNames: readonly string[];
  readonly resolvers: readonly string[];
  readonly timeServers: readonly string[];
  /** Where alerts go: an https address, on gateways; none where nobody is called. */
  readonly alerts?: string;
  /** Whether calls carry the token of `bastide:alerts`. */
  readonly alertsToken?: boolean;
  /** Where it says that it still watches. */
  readonly heartbeat?: string;
  /** The class's load on the day of its review; alerts compare what is there with it. */
  readonly forecast: {
    /** A date. */
    readonly reviewed: string;
    readonly storageGiB: number;
    /** A share: 0.03. */
    readonly growthPerMonth: number;
  };
  /** What the class publishes, if it does. */
  readonly endpoint?: EndpointDescription;
  /** Whether the class keeps objects of its own. */
  readonly objects: boolean;
  /** Whether a commit of the class's database also waits for the region that follows. */
  readonly strict: boolean;
  /** For how long any moment, and whole days, can be restored (BC-3). */
  readonly backups: { readonly pointInTimeDays: number; readonly retentionDays: number };
  /** The encrypted volume's device, where there is one. */
  readonly volumeDevice?: string;
}

/** A node as others reach it. */
export interface HostAddress {
  readonly name: string;
  readonly vpc: string;
  readonly overlay: string;
}

/** One site of the class. */
export interface SiteDescription {
  readonly region: string;
  /** The site's part of the overlay: a /24. */
  readonly network: string;
  readonly gateway: HostAddress;
  readonly dataNodes: readonly HostAddress[];
}

/** A published endpoint, as the hosts of one site know it. */
export interface EndpointDescription {
  /** Its public names: the class's one, and this region's, which answers whether the region is active or not. */
  readonly names: readonly string[];
  /** The name by which edges know the service nodes: one for all of them, in their certificates. */
  readonly serviceName: string;
  readonly edges: readonly HostAddress[];
  readonly services: readonly HostAddress[];
}

/** A right to connect. */
export interface HostRule {
  readonly protocol: "tcp" | "udp";
  readonly port: string;
  /** Networks at the other end; none where they are known only once they exist (gateways' reserved addresses). */
  readonly peers: readonly string[];
}

/** A managed device at the other end of a tunnel. */
export interface HostDevice {
  readonly name: string;
  /** Of WireGuard, in base64. */
  readonly publicKey: string;
  /** Inside the tunnel (IPv6). */
  readonly address: string;
}

/** A right to read customers' data, for a time. */
export interface HostGrant {
  readonly who: string;
  readonly purpose: string;
  readonly ticket: string;
  /** In UTC, as ISO 8601. */
  readonly start: string;
  readonly end: string;
}

/** A person who may log in, with the public keys of hardware tokens only. */
export interface HostAdministrator {
  readonly login: string;
  readonly name: string;
  readonly keys: readonly string[];
  readonly duties: readonly StackConfig["administrators"][string]["duties"][number][];
}

const hostAddress = ({ name, vpcAddress, overlayAddress }: NodePlan): HostAddress => ({
  name,
  vpc: vpcAddress,
  overlay: overlayAddress,
});

/** The endpoint of a site; nothing where its class publishes none. */
function endpointOf({ zone }: EnclavePlan, site: SitePlan): { readonly endpoint?: EndpointDescription } {
  const { edge, service } = site;
  if (zone.endpoint === undefined || edge === undefined || service === undefined) return {};
  const { hostname } = new URL(zone.endpoint);
  const [name = ""] = hostname.split(".");
  return {
    endpoint: {
      names: [hostname, endpointName(name, zone.domain, site.region)],
      serviceName: `service.${site.region}.${zone.domain}`,
      edges: edge.nodes.map(hostAddress),
      services: service.nodes.map(hostAddress),
    },
  };
}

/** The devices that administrators log in from, each once. */
function devicesOf(config: StackConfig): HostDevice[] {
  const names = new Set(Object.values(config.administrators).map(({ device }) => device));
  return [...names].sort().flatMap((name) => {
    const device = config.managedDevices.devices[name];
    return device === undefined
      ? []
      : [
          {
            name,
            publicKey: device.wireguardKey,
            address: deviceAddress(config.organisation.domain, name),
          },
        ];
  });
}

function sectionOf({ dataClass: { id } }: EnclavePlan, { classes }: StackConfig) {
  const section = Object.entries(classes).find(([each]) => each === id)?.[1];
  if (section === undefined) throw new Error(`The configuration has no class ${id}.`);
  return section;
}

const address = (cidr: string): string => cidr.split("/")[0] ?? cidr;

const rulesOf = (rules: readonly RulePlan[]): HostRule[] =>
  rules.map(({ protocol, ports, peers }) => ({
    protocol: protocol === "TCP" ? "tcp" : "udp",
    port: ports,
    peers: peers.some((peer) => typeof peer !== "string")
      ? []
      : peers.filter((peer) => typeof peer === "string"),
  }));

/** Describes one node of a site. */
export function describeHost(
  enclave: EnclavePlan,
  site: SitePlan,
  node: NodePlan,
  config: StackConfig,
): HostDescription {
  const firewall = site.firewalls.find(({ covers }) => covers === node.role);
  const nodes = nodesOfSite(site);
  const logNode = ({ name, overlayAddress: address }: NodePlan) => ({
    ...{ name, dataClass: enclave.dataClass.id, region: site.region, address },
  });
  const logs = describeLogs(
    {
      ...{ name: node.name, dataClass: enclave.dataClass.id, region: site.region, role: node.role },
      behind: nodes.filter(({ role }) => role !== "gateway").map(logNode),
      gateway: logNode(site.gateway),
      hosts: () => hostNames(config),
    },
    config,
  );
  const { data, reviewed, forecast: load } = sectionOf(enclave, config);
  const isGateway = node.role === "gateway";
  const rules = overlayRules(enclave, site, node);
  return {
    name: node.name,
    fqdn: `${node.name}.${enclave.zone.domain}`,
    dataClass: enclave.dataClass.id,
    region: site.region,
    role: node.role,
    addresses: {
      vpc: node.vpcAddress,
      overlay: node.overlayAddress,
      gateway: site.gateway.vpcAddress,
      ...(isGateway ? { devices: gatewayAddress(config.organisation.domain, node.overlayAddress) } : {}),
    },
    neighbours: nodes.filter((other) => other.name !== node.name).map(hostAddress),
    sites: enclave.sites.map((each) => ({
      region: each.region,
      network: each.network.overlay,
      gateway: hostAddress(each.gateway),
      dataNodes: each.dataNodes.map(hostAddress),
    })),
    overlay: {
      network: site.network.overlay,
      inbound: [...rules.inbound, ...logs.inbound],
      outbound: [...rules.outbound, ...logs.outbound],
      forwarded: isGateway ? forwardedRules(enclave, site, logs.forwarded) : [],
    },
    devices: isGateway ? devicesOf(config) : [],
    logs,
    otherGateways: enclave.sites
      .filter((other) => other.region !== site.region)
      .map((other) => `gateway.${other.region}.${enclave.zone.domain}`),
    administrators: Object.entries(config.administrators).map(([login, person]) => ({
      login,
      name: person.name,
      keys: person.keys,
      duties: person.duties,
    })),
    grants: config.grants
      .filter((grant) => grant.class === enclave.dataClass.id)
      .map(({ who, purpose, ticket, start, end }) => ({ who, purpose, ticket, start, end })),
    logIn:
      config.administration.logIn === "certificates"
        ? { kind: "certificates", authorities: config.administration.authorities }
        : { kind: "hardware-keys" },
    inbound: rulesOf(firewall?.inbound ?? []),
    outbound: rulesOf(firewall?.outbound ?? []),
    allowedNames: config.egress.names,
    resolvers: config.egress.resolvers.map(address),
    timeServers: config.egress.timeServers.map(address),
    ...(node.role === "gateway" && config.alerts !== undefined
      ? {
          alerts: config.alerts.url,
          alertsToken: config.alerts.token !== undefined,
          ...(config.alerts.heartbeat === undefined ? {} : { heartbeat: config.alerts.heartbeat }),
        }
      : {}),
    forecast: { reviewed, storageGiB: load.storageGiB, growthPerMonth: load.growthPerMonth },
    ...endpointOf(enclave, site),
    backups: config.backups,
    strict: data.strict,
    objects: site.buckets.some(({ role }) => role === "objects"),
    ...(node.volume === undefined
      ? {}
      : { volumeDevice: `/dev/disk/by-id/scsi-0Linode_Volume_${node.volume.label}` }),
  };
}
