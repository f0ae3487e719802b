import type { DataClass } from "../../catalogue/dataClasses";
import type { Role } from "../../catalogue/roles";

/** Everything that the stack will have, as plain data: no resource, no output, nothing that has to be waited for. */
export interface Plan {
  /** The region that takes writes and that the endpoints' names point at. */
  readonly activeRegion: string;
  readonly enclaves: readonly EnclavePlan[];
  /** Who may open a connection to whom; every firewall rule comes from here. */
  readonly flows: readonly Flow[];
}

/** One data class's systems. */
export interface EnclavePlan {
  readonly dataClass: DataClass;
  readonly sites: readonly SitePlan[];
  readonly zone: ZonePlan;
  readonly seed: { readonly name: string; readonly label: string };
  readonly secrets: readonly SecretPlan[];
}

/** An enclave's part in one region. */
export interface SitePlan {
  /** `CLASS-REGION`. */
  readonly name: string;
  readonly region: string;
  readonly network: NetworkPlan;
  readonly firewalls: readonly FirewallPlan[];
  readonly gateway: NodePlan;
  readonly dataNodes: readonly NodePlan[];
  readonly placementGroup: PlacementGroupPlan;
  readonly edge?: EdgePlan;
  /** Where the class publishes an endpoint. */
  readonly service?: ServicePlan;
  readonly buckets: readonly BucketPlan[];
  readonly exchange: ExchangePlan;
}

/** A site's VPC with its one subnet, and the network of the tunnel overlay. */
export interface NetworkPlan {
  readonly vpcLabel: string;
  readonly subnetLabel: string;
  /** The subnet's CIDR, a /24. */
  readonly cidr: string;
  /** The overlay's CIDR, a /24. */
  readonly overlay: string;
}

/** One server. */
export interface NodePlan {
  readonly name: string;
  readonly label: string;
  readonly role: Role;
  readonly type: string;
  readonly vpcAddress: string;
  readonly overlayAddress: string;
  /** Where its public address comes from: a reserved one, whatever Linode gives, or none. */
  readonly publicAddress: "reserved" | "assigned" | "none";
  /** What its load balancer calls it; such a node also has an address in 192.168.128.0/17, where balancers find it. */
  readonly backendLabel?: string;
  /** The encrypted volume, where it has one. */
  readonly volume?: { readonly label: string; readonly sizeGiB: number };
}

/** A group of nodes that never share a host. */
export interface PlacementGroupPlan {
  readonly name: string;
  readonly label: string;
  readonly policy: "strict";
}

/** What a published endpoint takes in one region. */
export interface EdgePlan {
  readonly nodes: readonly NodePlan[];
  readonly balancer: { readonly name: string; readonly label: string };
}

/** What answers behind a published endpoint in one region. */
export interface ServicePlan {
  readonly nodes: readonly NodePlan[];
  /** Of their own: the data nodes' has no room for them. There also for a single node, so that a second one moves nothing. */
  readonly placementGroup: PlacementGroupPlan;
}

/** A locked, versioned bucket, with the key that writes to it. */
export interface BucketPlan {
  readonly name: string;
  readonly label: string;
  readonly role: "backup" | "objects";
  /** Days for which no version can be altered or deleted. */
  readonly lockDays: number;
  readonly key: { readonly name: string; readonly label: string };
}

/** The bucket for what passes between the program and a site's hosts, with the key for it. */
export interface ExchangePlan {
  readonly name: string;
  readonly label: string;
  readonly key: { readonly label: string };
}

/** A class's DNS zone. */
export interface ZonePlan {
  readonly name: string;
  readonly domain: string;
  readonly contact: string;
  /** The published endpoint's address, for example `https://api.account.data.example.org`. */
  readonly endpoint?: string;
  readonly records: readonly RecordPlan[];
}

/** A DNS record, pointing at a gateway's reserved address or at a site's load balancer. */
export interface RecordPlan {
  readonly name: string;
  readonly host: string;
  readonly type: "A" | "AAAA";
  readonly target: { readonly part: "gateway" | "balancer"; readonly region: string };
}

/** A password that the enclave has of its own. */
export interface SecretPlan {
  readonly name: string;
  readonly purpose: string;
  readonly length: number;
  /** The roles whose hosts need it. */
  readonly roles: readonly Role[];
}

/** One end of a flow. */
export type Party =
  /** The nodes of one role in one site, by their addresses in the VPC. */
  | {
      readonly kind: "nodes";
      readonly site: string;
      readonly role: Role;
      readonly addresses: readonly string[];
    }
  /** A gateway by its public address, which is known once it is reserved. */
  | { readonly kind: "gateway"; readonly dataClass: string; readonly region: string }
  /** A site's load balancer. */
  | { readonly kind: "balancer"; readonly site: string }
  /** Networks outside the plan. */
  | { readonly kind: "networks"; readonly name: string; readonly networks: readonly string[] };

/** A declared right to open connections. */
export interface Flow {
  /** What it is for; the label of its firewall rules. 3 to 32 characters. */
  readonly name: string;
  readonly from: Party;
  readonly to: Party;
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
}

/** A rule's far end: a network, or a gateway's address that is not known yet. */
export type Peer = string | { readonly dataClass: string; readonly region: string };

/** One rule of a Cloud Firewall; the action is always ACCEPT, since everything else is dropped. */
export interface RulePlan {
  readonly label: string;
  readonly protocol: "TCP" | "UDP";
  readonly ports: string;
  readonly peers: readonly Peer[];
}

/** One Cloud Firewall; both policies are DROP. */
export interface FirewallPlan {
  readonly name: string;
  readonly label: string;
  /** What it covers: the nodes of a role, or the load balancer. */
  readonly covers: "gateway" | "data" | "edge" | "service" | "balancer";
  readonly inbound: readonly RulePlan[];
  readonly outbound: readonly RulePlan[];
}
