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
    stackscriptData: { host: "#cloud-config\nhostname: account-fr-par-data-1\n" },
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
    diskEncryption: "enabled",
    interfaces: [
      { purpose: "public", primary: true },
      { purpose: "vpc", subnetId: 7, ipv4: { vpc: "10.64.1.4" } },
    ],
    ipv4s: ["203.0.113.4"],
    metadatas: [{ userData: Buffer.from("#cloud-config\nhostname: gateway\n").toString("base64") }],
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
  props: { nodebalancerId: 4, port: 443, protocol: "tcp", proxyProtocol: "v2" },
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

/** A password. */
export const password: Fixture = {
  type: "random:index/randomPassword:RandomPassword",
  name: "account-database",
  protect: true,
  props: { length: 40 },
};

/** The stack itself, with which rules about configuration are asked. */
export const stackRoot: Fixture = { type: "pulumi:pulumi:Stack", name: "prod", component: true, props: {} };

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
  password,
  stackRoot,
];
