/**
 * What is read of Linode's resources: these fields and no others, so that nothing secret gets into a view. Optional is what
 * older or newer versions of the API leave out (OpenAPI 4.208).
 */
export interface Instance {
  readonly id: number;
  readonly label: string;
  readonly status: string;
  readonly type: string | null;
  readonly region: string;
  readonly tags: readonly string[];
  readonly ipv4: readonly string[];
  readonly disk_encryption?: string;
  readonly backups?: { readonly enabled: boolean };
  readonly interface_generation?: string | null;
}

/** One interface of a configuration profile. */
export interface ConfigInterface {
  readonly purpose: string;
  readonly vpc_id?: number | null;
  readonly ipv4?: { readonly vpc?: string | null; readonly nat_1_1?: string | null } | null;
}

/** A configuration profile. */
export interface Config {
  readonly interfaces?: readonly ConfigInterface[] | null;
}

/** An interface of the newer generation. */
export interface LinodeInterface {
  readonly public?: {
    readonly ipv4?: { readonly addresses?: readonly { readonly address: string }[] };
  } | null;
  readonly vpc?: {
    readonly vpc_id: number;
    readonly ipv4?: {
      readonly addresses?: readonly { readonly address: string; readonly nat_1_1_address?: string | null }[];
    };
  } | null;
}

export interface Volume {
  readonly id: number;
  readonly label: string;
  readonly status: string;
  readonly size: number;
  readonly region: string;
  readonly linode_id: number | null;
  readonly encryption?: string;
  readonly tags: readonly string[];
}

export interface Vpc {
  readonly id: number;
  readonly label: string;
  readonly description?: string | null;
  readonly region: string;
  readonly subnets?: readonly { readonly label: string; readonly ipv4?: string | null }[];
}

export interface Firewall {
  readonly id: number;
  readonly label: string;
  readonly status: string;
  readonly tags: readonly string[];
  readonly rules?: FirewallRules;
  readonly entities?: readonly FirewallEntity[];
}

export interface FirewallRules {
  readonly inbound?: readonly FirewallRule[] | null;
  readonly outbound?: readonly FirewallRule[] | null;
  readonly inbound_policy: string;
  readonly outbound_policy: string;
}

export interface FirewallRule {
  readonly action?: string | null;
  readonly protocol?: string | null;
  readonly ports?: string | null;
  readonly addresses?: { readonly ipv4?: readonly string[] | null } | null;
}

export interface FirewallEntity {
  readonly id: number;
  readonly type: string;
  readonly parent_entity?: { readonly id: number; readonly type: string } | null;
}

export interface NodeBalancer {
  readonly id: number;
  readonly label: string;
  readonly region: string;
  readonly ipv4: string;
  readonly ipv6?: string | null;
  readonly hostname?: string | null;
  readonly type?: string;
  readonly tags: readonly string[];
}

export interface NodeBalancerConfig {
  readonly id: number;
  readonly port: number;
  readonly protocol: string;
}

export interface NodeBalancerNode {
  readonly label: string;
  readonly address: string;
  readonly status: string;
}

export interface PlacementGroup {
  readonly id: number;
  readonly label: string;
  readonly region: string;
  readonly placement_group_type: string;
  readonly placement_group_policy: string;
  readonly is_compliant: boolean;
  readonly members: readonly { readonly linode_id: number }[];
}

export interface Domain {
  readonly id: number;
  readonly domain: string;
  readonly tags: readonly string[];
}

export interface DomainRecord {
  readonly name: string;
  readonly type: string;
  readonly target: string;
  readonly ttl_sec: number;
}

export interface Bucket {
  readonly label: string;
  readonly region?: string;
  readonly cluster?: string;
  readonly endpoint_type?: string | null;
  readonly objects: number;
  readonly size: number;
}

export interface Address {
  readonly address: string;
  readonly region: string;
  readonly linode_id: number | null;
  readonly reserved?: boolean;
  readonly tags?: readonly string[];
}

export interface Price {
  readonly hourly: number | null;
  readonly monthly: number | null;
}

export interface PriceEntry {
  readonly id: string;
  readonly label: string;
  readonly price: Price;
  readonly region_prices?: readonly ({ readonly id: string } & Price)[];
  readonly addons?: {
    readonly backups?: {
      readonly price: Price;
      readonly region_prices?: readonly ({ readonly id: string } & Price)[];
    };
  };
}
