import { cloudConfig, encoded } from "./baseline";
import type { Fixture } from "./resource";

const tags = (role: string) => ["data-class:account", "managed-by:bastide", `role:${role}`];

/** A data node as the program makes it. */
export const dataNode: Fixture = {
  type: "linode:index/instance:Instance",
  name: "account-fr-par-data-1",
  protect: true,
  props: {
    label: "account-fr-par-data-1",
    region: "fr-par",
    type: "g6-dedicated-4",
    image: "linode/debian13",
    diskEncryption: "enabled",
    interfaces: [{ purpose: "vpc", primary: true, subnetId: 7, ipv4: { vpc: "10.64.1.11" } }],
    privateIp: false,
    firewallId: 5,
    authorizedKeys: ["sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t officer"],
    stackscriptId: 3,
    stackscriptData: { host: encoded(cloudConfig) },
    watchdogEnabled: false,
    placementGroup: { id: 9, compliantOnly: true },
    tags: tags("data"),
  },
};

/** A gateway as the program makes it. */
export const gateway: Fixture = {
  type: "linode:index/instance:Instance",
  name: "account-fr-par-gateway",
  props: {
    region: "fr-par",
    image: "linode/debian13",
    diskEncryption: "enabled",
    interfaces: [
      { purpose: "public", primary: true },
      { purpose: "vpc", subnetId: 7, ipv4: { vpc: "10.64.1.4" } },
    ],
    ipv4s: ["203.0.113.4"],
    metadatas: [{ userData: encoded(cloudConfig) }],
    tags: tags("gateway"),
  },
};

const accept = (protocol: string, ports: string, ipv4s: readonly string[]) => ({
  label: "rule",
  action: "ACCEPT",
  protocol,
  ports,
  ipv4s,
});

/** The firewall of a gateway. */
export const gatewayFirewall: Fixture = {
  type: "linode:index/firewall:Firewall",
  name: "account-fr-par-gateway",
  props: {
    disabled: false,
    inboundPolicy: "DROP",
    outboundPolicy: "DROP",
    inbounds: [accept("UDP", "51820", ["203.0.113.9/32"]), accept("TCP", "3128", ["10.64.1.0/24"])],
    outbounds: [accept("TCP", "443", ["0.0.0.0/0"]), accept("UDP", "123", ["162.159.200.1/32"])],
    tags: tags("gateway"),
  },
};

/** The firewall of a load balancer. */
export const balancerFirewall: Fixture = {
  type: "linode:index/firewall:Firewall",
  name: "account-fr-par-balancer",
  props: {
    disabled: false,
    inboundPolicy: "DROP",
    outboundPolicy: "DROP",
    inbounds: [{ ...accept("TCP", "443", ["0.0.0.0/0"]), ipv6s: ["::/0"] }],
    outbounds: [accept("TCP", "443", ["192.168.200.7/32"])],
    tags: tags("edge"),
  },
};

/** The encrypted volume of a data node. */
export const volume: Fixture = {
  type: "linode:index/volume:Volume",
  name: "account-fr-par-data-1",
  protect: true,
  props: {
    label: "data",
    region: "fr-par",
    size: 80,
    encryption: "enabled",
    linodeId: 1,
    tags: tags("data"),
  },
};

/** A load balancer's one configuration. */
export const balancerConfig: Fixture = {
  type: "linode:index/nodeBalancerConfig:NodeBalancerConfig",
  name: "account-fr-par-edge",
  props: { nodebalancerId: 4, port: 443, protocol: "tcp", proxyProtocol: "v2", check: "connection" },
};

/** A load balancer. */
export const balancer: Fixture = {
  type: "linode:index/nodeBalancer:NodeBalancer",
  name: "account-fr-par-edge",
  props: { region: "fr-par", firewallId: 6, tags: tags("edge") },
};

/** A backup bucket. */
export const lockedBucket: Fixture = {
  type: "bastide:index:LockedBucket",
  name: "account-fr-par-backup",
  protect: true,
  props: {
    region: "fr-par",
    label: "example-account-fr-par-backup",
    tags: tags("backup"),
    lockMode: "COMPLIANCE",
    lockDays: 35,
    noncurrentDays: 42,
  },
};

/** A bucket of Linode's own provider. */
export const plainBucket: Fixture = {
  type: "linode:index/objectStorageBucket:ObjectStorageBucket",
  name: "account-objects",
  protect: true,
  props: {
    region: "de-fra-2",
    label: "account-objects",
    endpointType: "E3",
    acl: "private",
    corsEnabled: false,
    versioning: true,
    lifecycleRules: [{ enabled: true, noncurrentVersionExpiration: { days: 30 } }],
  },
};

/** The key of one bucket. */
export const bucketKey: Fixture = {
  type: "linode:index/objectStorageKey:ObjectStorageKey",
  name: "account-fr-par-backup-writer",
  props: {
    label: "account-fr-par-backup-writer",
    bucketAccesses: [{ bucketName: "backup", region: "fr-par", permissions: "read_write" }],
  },
};

/** The script that seeds hosts. */
export const script: Fixture = {
  type: "linode:index/stackScript:StackScript",
  name: "account-seed",
  props: {
    label: "account-seed",
    description: "Seeds hosts. data-class:account",
    script: "#!/bin/bash\nexec cloud-init clean\n",
    isPublic: false,
    images: ["linode/debian13"],
  },
};

/** A gateway's reserved address. */
export const address: Fixture = {
  type: "linode:index/networkingIp:NetworkingIp",
  name: "account-fr-par-gateway",
  protect: true,
  props: { type: "ipv4", public: true, reserved: true, region: "fr-par" },
};

/** A private network. */
export const vpc: Fixture = {
  type: "linode:index/vpc:Vpc",
  name: "account-fr-par",
  protect: true,
  props: { label: "account-fr-par", region: "fr-par", description: "Network. data-class:account" },
};

/** Its part for hosts. */
export const subnet: Fixture = {
  type: "linode:index/vpcSubnet:VpcSubnet",
  name: "account-fr-par",
  protect: true,
  props: { label: "account-fr-par", ipv4: "10.65.1.0/24", vpcId: 8 },
};

/** A password. */
export const password: Fixture = {
  type: "random:index/randomPassword:RandomPassword",
  name: "account-database",
  protect: true,
  props: { length: 40 },
};

/** The stack itself, with which rules about configuration are asked. */
export const stackRoot: Fixture = { type: "pulumi:pulumi:Stack", name: "prod", component: true, props: {} };

/** A host's place behind its firewall. */
export const attachment: Fixture = {
  type: "bastide:index:FirewallAttachment",
  name: "account-fr-par-data-1",
  props: { firewallId: 5, entityId: 1, entityType: "linode" },
};

/** A group that keeps data nodes apart. */
export const strictGroup: Fixture = {
  type: "linode:index/placementGroup:PlacementGroup",
  name: "account-fr-par",
  props: {
    label: "account-fr-par",
    region: "fr-par",
    placementGroupType: "anti_affinity:local",
    placementGroupPolicy: "strict",
  },
};

/** A token that monitors, for two months from now. */
export const token: Fixture = {
  type: "linode:index/token:Token",
  name: "account-monitoring",
  props: {
    label: "account-monitoring",
    scopes: "events:read_only volumes:read_only",
    expiry: new Date(Date.now() + 60 * 24 * 60 * 60 * 1000).toISOString(),
  },
};

/** The provider as the engine makes it by default. */
export const provider: Fixture = {
  type: "pulumi:providers:linode",
  name: "default_5_1_1",
  props: { version: "5.1.1" },
};

/** What passes between the program and the hosts of one site. */
export const exchangeBucket: Fixture = {
  type: "bastide:index:ExchangeBucket",
  name: "account-fr-par-exchange",
  props: {
    region: "fr-par",
    label: "example-account-fr-par-exchange",
    ticketDays: 1,
    tags: tags("exchange"),
  },
};

/** What a running host is told. */
export const hostMessage: Fixture = {
  type: "bastide:index:HostMessage",
  name: "account-fr-par-data-1-message",
  props: {
    tags: tags("data"),
    host: "account-fr-par-data-1",
    recipient: "age1recipient",
    seed: encoded(cloudConfig),
    secrets: { "ca.pem": "authority" },
  },
};

/** A compliant resource for every kind of rule. */
export const fixtures: readonly Fixture[] = [
  dataNode,
  gateway,
  gatewayFirewall,
  balancerFirewall,
  volume,
  balancerConfig,
  balancer,
  lockedBucket,
  plainBucket,
  bucketKey,
  script,
  address,
  vpc,
  subnet,
  password,
  attachment,
  strictGroup,
  token,
  provider,
  stackRoot,
  exchangeBucket,
  hostMessage,
];
