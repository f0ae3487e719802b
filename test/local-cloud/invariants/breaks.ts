import { type Break, change, copy } from "./break";
import { counted, placed } from "./breaksOfPlaces";
import { references } from "./breaksOfReferences";
import { storeBreaks } from "./breaksOfStore";
import type { Sample } from "./sample";

const one = (record: { id: unknown }, sample: Sample): boolean => record.id === sample.linode;
const vpcPart = (record: { purpose: string }): boolean => record.purpose === "vpc";

const belonging: readonly Break[] = [
  change("an interface is of its configuration's Linode", "interface", (_, { other }) => ({
    instance_id: other,
  })),
  change("an interface is in its subnet's VPC", "interface", () => ({ vpc_id: 1 }), vpcPart),
  change(
    "only an interface with purpose vpc is in a subnet, and it always is",
    "interface",
    () => ({ purpose: "public" as const }),
    vpcPart,
  ),
  change("an interface is of its Linode's generation", "interface", () => ({ config_id: null })),
  change(
    "a configuration's disks are its Linode's",
    "config",
    (config, { otherDisk }) => ({
      devices: { ...config.devices, sdc: { disk_id: otherDisk, volume_id: null } },
    }),
    (record, { config }) => record.id === config,
  ),
  change(
    "the configuration that a Linode booted is its own",
    "instance",
    (_, { otherConfig }) => ({ booted_config_id: otherConfig }),
    one,
  ),
  change(
    "a volume's configuration is of the Linode that it is attached to",
    "volume",
    (_, { otherConfig }) => ({ config_id: otherConfig }),
  ),
  change("a node is of its configuration's NodeBalancer", "nodebalancerNode", () => ({ nodebalancer_id: 1 })),
  {
    rule: "a node's VPC is its NodeBalancer's",
    broken(store, { node }) {
      const [vpc] = [...store.all("nodebalancerVpc")];
      if (vpc === undefined) throw new Error("The sample has no VPC of a NodeBalancer.");
      store.patch("nodebalancerVpc", vpc.id, { nodebalancer_id: 1 });
      store.patch("nodebalancerNode", node, { vpc_config_id: vpc.id });
    },
  },
  change("a NodeBalancer's subnet is in the VPC that it names", "nodebalancerVpc", () => ({ vpc_id: 1 })),
];

const named: readonly Break[] = [
  copy("a Linode's label is unique", "instance"),
  copy("a volume's label is unique", "volume"),
  copy("a firewall's label is unique", "firewall"),
  copy("a NodeBalancer's label is unique", "nodebalancer"),
  copy("a placement group's label is unique", "placementGroup"),
  copy("a VPC's label is unique", "vpc"),
  copy("a subnet's label is unique in its VPC", "subnet"),
  copy("a domain exists once", "domain", (record) => ({ domain: record.domain.toUpperCase() })),
  copy("an access key is unique", "objectStorageKey"),
  copy("a token is unique", "token"),
  change("a bucket is known by its label", "bucket", () => ({ label: "other" })),
  change("a VLAN is known by its region and label", "vlan", () => ({ label: "other" })),
  change("a label is never empty", "volume", () => ({ label: "" })),
];

const addressed: readonly Break[] = [
  copy("an address is an IPv4 address", "ip", () => ({ id: "300.1.2.3" })),
  change("an address is public, or of 192.168.128.0/17", "ip", (ip) => ({ public: !ip.public })),
  change(
    "an address is shared by a Linode that has it",
    "ip",
    (_, { other }) => ({ shared_with: [other] }),
    (record) => record.nodebalancer_id !== null,
  ),
  change("an address has one owner, unless it is reserved", "ip", (_, { linode, balancer }) => ({
    linode_id: linode,
    nodebalancer_id: balancer,
  })),
  change(
    "only public addresses are reserved",
    "ip",
    () => ({ reserved: true }),
    (ip) => !ip.public,
  ),
  change(
    "an address isn't shared with its own Linode, and with no Linode twice",
    "ip",
    (_, { linode }) => ({ shared_with: [linode] }),
    (ip, { address }) => ip.id === address,
  ),
  change(
    "an address isn't shared with its own Linode, and with no Linode twice",
    "ip",
    (_, { other }) => ({ shared_with: [other, other] }),
    (ip, { address }) => ip.id === address,
  ),
  change("a NodeBalancer has the address that it shows", "nodebalancer", (_, { address }) => ({
    ipv4: address,
  })),
  change(
    "a NodeBalancer has one address",
    "ip",
    (_, { balancer }) => ({ linode_id: null, nodebalancer_id: balancer }),
    (ip, { address }) => ip.id === address,
  ),
  change(
    "an interface's public address is its Linode's own",
    "interface",
    (each, { otherAddress }) => ({ ipv4: { vpc: each.ipv4?.vpc ?? "", nat_1_1: otherAddress } }),
    (each, { linode }) => each.purpose === "vpc" && each.instance_id === linode,
  ),
  copy(
    "a public address is translated once in a configuration",
    "interface",
    (_, { other, otherConfig, otherAddress }) => ({
      instance_id: other,
      config_id: otherConfig,
      ipv4: { vpc: "10.1.0.99", nat_1_1: otherAddress },
    }),
  ),
  copy("a range of IPv6 addresses is routed once", "ipv6Range"),
];

const inSubnets: readonly Break[] = [
  change("a subnet is an IPv4 network", "subnet", () => ({ ipv4: "10.1.0.7/24" })),
  copy("the subnets of a VPC don't overlap", "subnet", () => ({ label: "third", ipv4: "10.1.0.0/28" })),
  change(
    "an interface's address is within its subnet, and none of the platform's four",
    "interface",
    () => ({ ipv4: { vpc: "10.1.0.1", nat_1_1: null } }),
    vpcPart,
  ),
  change(
    "what is taken in a subnet is within it",
    "interface",
    () => ({ ip_ranges: ["10.9.0.0/28"] }),
    vpcPart,
  ),
  change(
    "no part of a subnet is taken twice",
    "interface",
    (_, { other }, store) => ({
      ip_ranges: [`${store.where("interface", "instance_id", other)[0]?.ipv4?.vpc}/32`],
    }),
    (each, { linode }) => each.purpose === "vpc" && each.instance_id === linode,
  ),
];

const protectedOnes: readonly Break[] = [
  copy("a service has one enabled firewall at most", "firewallDevice", (_, { firewall2 }) => ({
    firewall_id: firewall2,
  })),
  copy("a service is behind the same firewall once", "firewallDevice"),
  change("a firewall has 25 rules at most", "firewall", ({ rules }) => ({
    rules: {
      ...rules,
      inbound: Array.from({ length: 26 }, () => ({ action: "ACCEPT" as const, protocol: "TCP" as const })),
    },
  })),
  copy("a version of a firewall's rules is kept once", "firewallVersion"),
  change("no version of a firewall's rules is newer than the firewall's", "firewallVersion", () => ({
    version: 99,
  })),
];

const stored: readonly Break[] = [
  change("a Linode's disks fit its plan", "disk", () => ({ size: 1_000_000 })),
  change("a disk has a size", "disk", () => ({ size: 0 })),
  change("a volume has 10 to 16,384 GB", "volume", () => ({ size: 9 })),
  change("a device of a configuration is either a disk or a volume", "config", (config) => ({
    devices: { ...config.devices, sdh: { disk_id: null, volume_id: null } },
  })),
  change("a disk or volume is in one place of a configuration", "config", (config) => ({
    devices: { ...config.devices, sdh: config.devices.sda ?? null },
  })),
  change(
    "a volume is on one Linode",
    "config",
    (config, { volume }) => ({ devices: { ...config.devices, sdh: { disk_id: null, volume_id: volume } } }),
    (record, { otherConfig }) => record.id === otherConfig,
  ),
];

/** Each rule, and a way to break it. */
export const breaks: readonly Break[] = [
  ...references,
  ...belonging,
  ...named,
  ...addressed,
  ...inSubnets,
  ...protectedOnes,
  ...stored,
  ...placed,
  ...counted,
  ...storeBreaks,
];
