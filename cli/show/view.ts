/**
 * What a stack is, as far as Linode's API tells: plain data that `bastide status --json` prints and that the table and the
 * picture are drawn from. Money is US dollars a month. Nothing in it is secret: no keys, no user data, no passwords.
 */
export interface StackView {
  /** The stack's name, where the caller knows it; the API doesn't. */
  readonly stack: string | null;
  readonly api: ApiView;
  /** When the API was read, ISO 8601. */
  readonly readAt: string;
  /** One for each data class found, in the catalogue's order; what has no class comes last, with `dataClass: null`. */
  readonly enclaves: readonly EnclaveView[];
  /** What the account pays once, whatever the class: the base price of Object Storage. */
  readonly accountCosts: readonly CostItem[];
  readonly cost: StackCost;
  /** Where the prices come from. */
  readonly priceLists: readonly PriceList[];
  /** The gravest first. */
  readonly warnings: readonly Warning[];
}

/** The API that was read. */
export interface ApiView {
  readonly url: string;
  /** Whether it is on this machine: the local cloud rather than Linode. */
  readonly local: boolean;
}

/** Everything of one data class. */
export interface EnclaveView {
  /** `null` for what carries no data class, or more than one. */
  readonly dataClass: string | null;
  /** What the class holds, from the catalogue. */
  readonly holds: string | null;
  /** Which region serves the class, and who says so; `null` where nobody does. */
  readonly active: ActiveRegion | null;
  /** The class's names in DNS. */
  readonly zones: readonly ZoneView[];
  readonly regions: readonly RegionView[];
  readonly firewalls: readonly FirewallView[];
  /** What runs between the parts, for the picture's lines. */
  readonly flows: readonly FlowView[];
  readonly cost: CostSum;
}

/** The region that serves a class, and the source of that knowledge. */
export interface ActiveRegion {
  readonly region: string;
  /** `dns`: the class's address records point there. `stack`: the caller says so, from the stack's outputs. */
  readonly source: "dns" | "stack";
}

/** A DNS zone. */
export interface ZoneView {
  readonly id: string;
  readonly domain: string;
  /** Address records only. */
  readonly records: readonly RecordView[];
}

/**
 * An address record. `region` is where its target was found; `namedRegion` the region that its own name says, such as
 * `gateway.fr-par`: such a record is about that region and doesn't tell which one is active.
 */
export interface RecordView {
  readonly name: string;
  readonly type: string;
  readonly target: string;
  /** Seconds. */
  readonly ttl: number;
  readonly region: string | null;
  readonly namedRegion: string | null;
}

/** One class in one region. */
export interface RegionView {
  /** Linode's id, for example `fr-par`. */
  readonly region: string;
  /** The name for people, for example `Paris, FR`. */
  readonly label: string | null;
  /** `null` where nobody says which region is active. */
  readonly active: boolean | null;
  readonly networks: readonly NetworkView[];
  readonly nodes: readonly NodeView[];
  readonly balancers: readonly BalancerView[];
  readonly buckets: readonly BucketView[];
  readonly placementGroups: readonly PlacementGroupView[];
  /** Volumes that no node of this region's list carries. */
  readonly looseVolumes: readonly VolumeView[];
  readonly reservedAddresses: readonly ReservedAddressView[];
  readonly costs: readonly CostItem[];
  readonly cost: CostSum;
}

/** A VPC with its subnets. */
export interface NetworkView {
  readonly id: string;
  readonly name: string;
  readonly subnets: readonly { readonly name: string; readonly cidr: string }[];
}

/** A Linode. Ids are `kind/number` and unique in a view. */
export interface NodeView {
  readonly id: string;
  readonly name: string;
  /** The name without the class and region in front: `data-1`. */
  readonly shortName: string;
  readonly role: string | null;
  /** Linode's status; `running` is the good one. */
  readonly state: string;
  readonly type: string | null;
  /** The type's name for people, for example `Dedicated 8GB`. */
  readonly typeLabel: string | null;
  readonly addresses: readonly AddressView[];
  readonly diskEncrypted: boolean;
  readonly volumes: readonly VolumeView[];
  readonly firewall: FirewallRef | null;
  /** Whether Linode's own backup service is on. */
  readonly backups: boolean;
  readonly placementGroup: string | null;
  /** What its host says of itself, where hosts were asked; the API doesn't tell. */
  readonly host?: HostWord;
}

/** A host's own word: `failed at 62-tunnel`. `tone` says whether a person should look. */
export interface HostWord {
  readonly text: string;
  readonly tone: "good" | "quiet" | "bad";
}

/** An address and the network it belongs to. `private` is Linode's shared 192.168.128.0/17. */
export interface AddressView {
  readonly address: string;
  readonly kind: "public" | "vpc" | "private";
}

/** A block storage volume. */
export interface VolumeView {
  readonly id: string;
  readonly name: string;
  /** GB. */
  readonly size: number;
  readonly encrypted: boolean;
  readonly state: string;
}

/** The firewall that covers something. */
export interface FirewallRef {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
}

/** A NodeBalancer. */
export interface BalancerView {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly address: string;
  readonly hostname: string | null;
  readonly ports: readonly BalancerPort[];
  readonly firewall: FirewallRef | null;
}

/** One port of a NodeBalancer and the nodes behind it. */
export interface BalancerPort {
  readonly port: number;
  readonly protocol: string;
  readonly backends: readonly Backend[];
}

/** A node behind a NodeBalancer; `node` is the id of a `NodeView`, where the address belongs to one. */
export interface Backend {
  readonly name: string;
  readonly address: string;
  readonly status: string;
  readonly node: string | null;
}

/** An Object Storage bucket. Whether it is encrypted, the API does not say. */
export interface BucketView {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly role: string | null;
  readonly endpointType: string | null;
  readonly objects: number;
  /** Bytes. */
  readonly size: number;
}

/** A placement group. */
export interface PlacementGroupView {
  readonly id: string;
  readonly name: string;
  /** For example `anti_affinity:local`. */
  readonly type: string;
  /** `strict` or `flexible`. */
  readonly policy: string;
  readonly compliant: boolean;
  /** Ids of nodes. */
  readonly members: readonly string[];
}

/** A reserved address, and the node that holds it. */
export interface ReservedAddressView {
  readonly address: string;
  readonly node: string | null;
}

/** A firewall. */
export interface FirewallView {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly inboundPolicy: string;
  readonly outboundPolicy: string;
  /** Number of rules. */
  readonly inbound: number;
  readonly outbound: number;
  /** Ids of nodes and balancers. */
  readonly covers: readonly string[];
}

/** What a line in the picture stands for. */
export type FlowKind =
  | "internet"
  | "devices"
  | "balancer"
  | "tunnel"
  | "replication"
  | "backup"
  | "copy"
  | "logs";

/** A line in the picture. */
export interface FlowView {
  readonly kind: FlowKind;
  /** Ids of nodes, balancers or buckets; `internet`; `devices`. Several where a group is meant, such as all data nodes. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** `observed`: the API shows that it is let through or configured. `plan`: it is how an enclave is made, unseen by the API. */
  readonly basis: "observed" | "plan";
  /** `false` where it is not known which end is active: the line then has no head. */
  readonly directed: boolean;
  /** One sentence. */
  readonly detail: string;
}

/** Something that costs money. */
export interface CostItem {
  readonly item: string;
  readonly kind: "instance" | "backups" | "volume" | "balancer" | "address" | "object-storage";
  /** The id of what is paid for, where it is one thing. */
  readonly of: string | null;
  /** `null` where this API publishes no price. */
  readonly monthly: number | null;
  /** The price list, the entry and the region it was taken from, or why there is none. */
  readonly source: string;
}

/** A sum, and how many items are missing from it because no price is published. */
export interface CostSum {
  readonly monthly: number;
  readonly unpriced: number;
}

/** Sums over the whole stack. */
export interface StackCost {
  readonly total: CostSum;
  readonly account: CostSum;
  /** By class (`unattributed` for none), in the order of `enclaves`. */
  readonly byClass: readonly { readonly name: string; readonly cost: CostSum }[];
  readonly byRegion: readonly { readonly name: string; readonly cost: CostSum }[];
}

/** A price list of the API. */
export interface PriceList {
  readonly path: string;
  /** When it was recorded, where the API is the local cloud; `null` where it is Linode's own and so today's. */
  readonly recorded: string | null;
  /** Whether the API had it. */
  readonly published: boolean;
}

/** Something a person should look at. */
export interface Warning {
  /** `critical`: a control is broken or a service is down. `attention`: look into it. `note`: know it. */
  readonly severity: "critical" | "attention" | "note";
  /** A stable name for scripts, for example `node-not-running`. */
  readonly code: string;
  /** The id of what it is about, where it is one thing. */
  readonly of: string | null;
  /** One full sentence that names the thing and what to do. */
  readonly message: string;
}
