import type { Member } from "./stack";
import { unknownString } from "./unknowns";

const linode = (kind: string) => `linode:index/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`;
const regions = ["fr-par", "de-fra-2"] as const;

/**
 * A compliant stack as the program makes it: `account`, which publishes an endpoint, and `events`, which
 * receives its logs, each in two regions with one data node.
 */
export const twoClasses: readonly Member[] = [
  { type: "pulumi:pulumi:Stack", name: "test" },
  { type: "pulumi:providers:linode", name: "default" },
  { type: "bastide:index:AccountPreflight", name: "account" },
  ...enclave("account", "events"),
  ...enclave("events", "account"),
];

function enclave(c: string, other: string): readonly Member[] {
  const parent = `Enclave ${c}`;
  const zone = `${c}.data.example.org`;
  return [
    { type: "bastide:infra:Enclave", name: c, parent: "Stack test" },
    { type: linode("StackScript"), name: c, parent, props: { description: `Seeds hosts. data-class:${c}` } },
    { type: "random:index/randomPassword:RandomPassword", name: c, parent, props: { length: 40 } },
    { type: linode("Domain"), name: c, parent, props: { domain: zone, tags: tags(c, "network") } },
    {
      type: linode("DomainRecord"),
      name: c,
      parent,
      props: { recordType: "A", name: "gateway", target: unknownString },
      uses: { domainId: [`Domain ${c}`], target: [`NetworkingIp ${c}-fr-par`] },
    },
    {
      type: linode("DomainRecord"),
      name: `${c}-alias`,
      parent,
      props: { recordType: "CNAME", name: "www", target: `gateway.${zone}` },
      uses: { domainId: [`Domain ${c}`] },
    },
    { type: "bastide:index:ClassAuthority", name: c, parent, props: { tags: tags(c, "network") } },
    ...channel(c, `${c}-fr-par-gateway`),
    {
      type: linode("Rdns"),
      name: c,
      parent,
      props: { rdns: `gateway.${zone}` },
      uses: { address: [`NetworkingIp ${c}-fr-par`] },
    },
    ...regions.flatMap((region) => site(c, other, region)),
  ];
}

/** What one host is known by and told. */
function channel(c: string, host: string): readonly Member[] {
  const common = { name: host, parent: `Enclave ${c}` };
  const props = { host, tags: tags(c, "gateway") };
  const identity = [`HostIdentity ${host}`];
  const authority = [`ClassAuthority ${c}`];
  return [
    {
      type: "bastide:index:HostIdentity",
      ...common,
      props: { names: [host], tags: tags(c, "gateway") },
      uses: { authority },
    },
    {
      type: "bastide:index:HostMessage",
      ...common,
      props: { ...props, recipient: unknownString },
      uses: { recipient: identity, signingKey: authority },
    },
    {
      type: "bastide:index:HostTicket",
      ...common,
      props: { ...props, identity: unknownString },
      uses: { identity, verifyKey: authority },
    },
  ];
}

function site(c: string, other: string, region: (typeof regions)[number]): readonly Member[] {
  const s = `${c}-${region}`;
  const receives = c === "events";
  const parent = `Enclave ${c}`;
  const network = `10.64.${receives ? 5 : 1}${regions.indexOf(region)}`;
  const vpc = { interfaces: [`VpcSubnet ${s}`] };
  const own = regions.map((r) => `NetworkingIp ${c}-${r}`);
  const others = regions.map((r) => `NetworkingIp ${other}-${r}`);
  const tunnel = { action: "ACCEPT", protocol: "UDP", ports: "51820", ipv4s: unknownString };
  const attachment = (node: string, kind: string, entityType: string) => ({
    type: "bastide:index:FirewallAttachment",
    name: node,
    parent,
    props: { entityType },
    uses: { firewallId: [`Firewall ${node}`], entityId: [`${kind} ${node}`] },
  });
  const members: readonly Member[] = [
    { type: linode("Vpc"), name: s, props: { region, description: `Network. data-class:${c}` } },
    { type: linode("VpcSubnet"), name: s, props: { ipv4: `${network}.0/24` }, uses: { vpcId: [`Vpc ${s}`] } },
    {
      type: linode("PlacementGroup"),
      name: s,
      props: { region, placementGroupType: "anti_affinity:local", placementGroupPolicy: "strict" },
    },
    { type: linode("NetworkingIp"), name: s, props: { region, reserved: true } },
    {
      ...firewall(c, `${s}-gateway`, "gateway", [tunnel], [tunnel]),
      uses: {
        inbounds: receives ? [...own, ...others] : own,
        outbounds: receives ? own : [...own, ...others],
      },
    },
    {
      type: linode("Instance"),
      name: `${s}-gateway`,
      props: {
        region,
        interfaces: [{ purpose: "public" }, { purpose: "vpc", ipv4: { vpc: `${network}.4` } }],
        tags: tags(c, "gateway"),
      },
      uses: {
        ...vpc,
        firewallId: [`Firewall ${s}-gateway`],
        ipv4s: [`NetworkingIp ${s}`],
        placementGroup: [`PlacementGroup ${s}`],
      },
    },
    attachment(`${s}-gateway`, "Instance", "linode"),
    firewall(c, `${s}-data`, "data"),
    {
      type: linode("Instance"),
      name: `${s}-data`,
      protect: true,
      props: {
        region,
        type: "g6-dedicated-8",
        interfaces: [{ purpose: "vpc", ipv4: { vpc: `${network}.11` } }],
        tags: tags(c, "data"),
      },
      uses: {
        ...vpc,
        firewallId: [`Firewall ${s}-data`],
        placementGroup: [`PlacementGroup ${s}`],
        stackscriptId: [`StackScript ${c}`],
      },
    },
    attachment(`${s}-data`, "Instance", "linode"),
    {
      type: linode("Volume"),
      name: s,
      props: { region, size: 640, tags: tags(c, "data") },
      uses: { linodeId: [`Instance ${s}-data`] },
    },
    ...(receives ? [] : published(c, s, region, attachment)),
    { type: "bastide:index:LockedBucket", name: s, props: { region, tags: tags(c, "backup") } },
    { type: linode("ObjectStorageKey"), name: s, uses: { bucketAccesses: [`LockedBucket ${s}`] } },
  ];
  return members.map((member) => ({ parent, ...member }));
}

/** A class's own load balancer. */
function published(
  c: string,
  s: string,
  region: string,
  attachment: (node: string, kind: string, entityType: string) => Member,
): readonly Member[] {
  return [
    firewall(c, `${s}-balancer`, "edge", [
      { action: "ACCEPT", protocol: "TCP", ports: "443", ipv4s: ["0.0.0.0/0"] },
    ]),
    {
      type: linode("NodeBalancer"),
      name: `${s}-balancer`,
      props: { region, tags: tags(c, "edge") },
      uses: { firewallId: [`Firewall ${s}-balancer`] },
    },
    attachment(`${s}-balancer`, "NodeBalancer", "nodebalancer"),
    {
      type: linode("NodeBalancerConfig"),
      name: s,
      props: { port: 443, protocol: "tcp" },
      uses: { nodebalancerId: [`NodeBalancer ${s}-balancer`] },
    },
  ];
}

function firewall(
  c: string,
  name: string,
  role: string,
  inbounds: readonly object[] = [],
  outbounds: readonly object[] = [],
): Member {
  const drop = { inboundPolicy: "DROP", outboundPolicy: "DROP" };
  return { type: linode("Firewall"), name, props: { ...drop, inbounds, outbounds, tags: tags(c, role) } };
}

function tags(c: string, role: string): readonly string[] {
  return [`data-class:${c}`, "managed-by:bastide", `role:${role}`];
}
