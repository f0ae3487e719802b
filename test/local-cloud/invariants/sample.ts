import { linode, type Session } from "../support";

/** Ids of a state that holds something of every kind. */
export interface Sample {
  linode: number;
  other: number;
  disk: number;
  otherDisk: number;
  config: number;
  otherConfig: number;
  volume: number;
  loose: number;
  address: string;
  otherAddress: string;
  reserved: string;
  vpc: number;
  subnet: number;
  subnet2: number;
  interface: number;
  firewall: number;
  firewall2: number;
  balancer: number;
  balancerConfig: number;
  node: number;
  group: number;
  domain: number;
  key: number;
  lock: number;
}

/** Makes something of every kind over the API; nothing in it contradicts itself. */
export async function makeSample({ ok, settle, cloud }: Session): Promise<Sample> {
  const region = "fr-par";
  const vpc = await ok("POST", "/vpcs", {
    label: "net",
    region,
    subnets: [
      { label: "one", ipv4: "10.1.0.0/24" },
      { label: "two", ipv4: "10.2.0.0/24" },
    ],
  });
  const group = await ok("POST", "/placement/groups", {
    label: "apart",
    region,
    placement_group_type: "anti_affinity:local",
    placement_group_policy: "strict",
  });
  const firewall = await ok("POST", "/networking/firewalls", {
    label: "wall",
    rules: { inbound_policy: "DROP", outbound_policy: "ACCEPT" },
  });
  const firewall2 = await ok("POST", "/networking/firewalls", {
    label: "wall-2",
    rules: { inbound_policy: "DROP", outbound_policy: "ACCEPT" },
  });
  const [subnet, subnet2] = vpc.subnets;
  const one = await ok("POST", "/linode/instances", {
    ...linode,
    label: "one",
    firewall_id: firewall.id,
    private_ip: true,
    placement_group: { id: group.id },
    interfaces: [
      { purpose: "public" },
      { purpose: "vpc", subnet_id: subnet.id },
      { purpose: "vlan", label: "wire" },
    ],
  });
  const two = await ok("POST", "/linode/instances", {
    ...linode,
    label: "two",
    interfaces: [{ purpose: "vpc", subnet_id: subnet.id, ipv4: { nat_1_1: "any" } }],
  });
  await settle();
  const volume = await ok("POST", "/volumes", { label: "data", region, linode_id: one.id });
  const loose = await ok("POST", "/volumes", { label: "loose", region });
  const reserved = await ok("POST", "/networking/reserved/ips", { region });
  await ok("POST", "/networking/ipv6/ranges", { linode_id: one.id, prefix_length: 64 });
  const vpcs = [{ subnet_id: subnet2.id }];
  const balancer = await ok("POST", "/nodebalancers", { label: "front", region, vpcs });
  const at = `/nodebalancers/${balancer.id}/configs`;
  const balancerConfig = await ok("POST", at, { port: 80, protocol: "http" });
  const { store } = cloud.world;
  const privateAddress = store.where("ip", "linode_id", one.id).find((ip) => !ip.public)?.id;
  const node = await ok("POST", `${at}/${balancerConfig.id}/nodes`, {
    label: "node",
    address: `${privateAddress}:80`,
  });
  const domain = await ok("POST", "/domains", {
    domain: "example.org",
    type: "master",
    soa_email: "a@example.org",
  });
  await ok("POST", `/domains/${domain.id}/records`, { type: "A", name: "www", target: "192.0.2.9" });
  await ok("POST", "/object-storage/buckets", { label: "keep", region });
  const access = [{ bucket_name: "keep", region, permissions: "read_only" }];
  const key = await ok("POST", "/object-storage/keys", { label: "key", bucket_access: access });
  await ok("POST", "/profile/tokens", { label: "token" });
  await ok("POST", "/tags", { label: "blue", linodes: [one.id] });
  const lock = await ok("POST", "/locks", {
    entity_type: "volume",
    entity_id: loose.id,
    lock_type: "cannot_delete",
  });
  await settle();
  const first = <T>(rows: readonly T[]): T => {
    const [row] = rows;
    if (row === undefined)
      throw new Error("The sample lacks something. Mend test/local-cloud/invariants/sample.ts.");
    return row;
  };
  await ok("PUT", "/networking/firewalls/settings", { default_firewall_ids: { linode: firewall.id } });
  const configOf = (id: number) => first(store.where("config", "instance_id", id)).id;
  const publicOf = (id: number) => first(store.where("ip", "linode_id", id).filter((ip) => ip.public)).id;
  return {
    linode: one.id,
    other: two.id,
    disk: first(store.where("disk", "instance_id", one.id)).id,
    otherDisk: first(store.where("disk", "instance_id", two.id)).id,
    config: configOf(one.id),
    otherConfig: configOf(two.id),
    volume: volume.id,
    loose: loose.id,
    address: publicOf(one.id),
    otherAddress: publicOf(two.id),
    reserved: reserved.address,
    vpc: vpc.id,
    subnet: subnet.id,
    subnet2: subnet2.id,
    interface: first(store.where("interface", "subnet_id", subnet.id)).id,
    firewall: firewall.id,
    firewall2: firewall2.id,
    balancer: balancer.id,
    balancerConfig: balancerConfig.id,
    node: node.id,
    group: group.id,
    domain: domain.id,
    key: key.id,
    lock: lock.id,
  };
}
