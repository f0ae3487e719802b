import type { StackConfig } from "../config/sections";
import type { EnclavePlan, NodePlan, SitePlan } from "../topology/plan";

/**
 * What a host has to know to become itself, as plain data: the same for every carrier, and without a secret (AC-6). Nothing in it
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
  };
  /** The site's own nodes, by name and VPC address. */
  readonly neighbours: readonly { readonly name: string; readonly vpc: string; readonly overlay: string }[];
  /** The class's gateways in other regions, by DNS name. */
  readonly otherGateways: readonly string[];
  readonly administrators: readonly HostAdministrator[];
  /** Names that may be reached through the proxy. */
  readonly allowedNames: readonly string[];
  readonly resolvers: readonly string[];
  readonly timeServers: readonly string[];
  /** The encrypted volume's device, where there is one. */
  readonly volumeDevice?: string;
}

/** A person who may log in, with the public keys of hardware tokens only. */
export interface HostAdministrator {
  readonly login: string;
  readonly name: string;
  readonly keys: readonly string[];
  readonly sudo: boolean;
}

const address = (cidr: string): string => cidr.split("/")[0] ?? cidr;

/** Describes one node of a site. */
export function describeHost(
  enclave: EnclavePlan,
  site: SitePlan,
  node: NodePlan,
  config: StackConfig,
): HostDescription {
  const nodes = [site.gateway, ...site.dataNodes, ...(site.edge?.nodes ?? [])];
  return {
    name: node.name,
    fqdn: `${node.name}.${enclave.zone.domain}`,
    dataClass: enclave.dataClass.id,
    region: site.region,
    role: node.role,
    addresses: { vpc: node.vpcAddress, overlay: node.overlayAddress, gateway: site.gateway.vpcAddress },
    neighbours: nodes
      .filter((other) => other.name !== node.name)
      .map((other) => ({ name: other.name, vpc: other.vpcAddress, overlay: other.overlayAddress })),
    otherGateways: enclave.sites
      .filter((other) => other.region !== site.region)
      .map((other) => `gateway.${other.region}.${enclave.zone.domain}`),
    administrators: Object.entries(config.administrators).map(([login, person]) => ({
      login,
      name: person.name,
      keys: person.keys,
      sudo: person.duties.includes("operations") || person.duties.includes("security"),
    })),
    allowedNames: config.egress.names,
    resolvers: config.egress.resolvers.map(address),
    timeServers: config.egress.timeServers.map(address),
    ...(node.volume === undefined
      ? {}
      : { volumeDevice: `/dev/disk/by-id/scsi-0Linode_Volume_${node.volume.label}` }),
  };
}
