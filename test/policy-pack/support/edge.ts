import type { Member } from "./stack";

/** What a class adds to the stack of two classes so that its load balancer in a region has a host behind it. */
export function edge(dataClass: string, region: string): readonly Member[] {
  const site = `${dataClass}-${region}`;
  const name = `${site}-edge`;
  const tags = [`data-class:${dataClass}`, "managed-by:bastide", "role:edge"];
  const parent = `Enclave ${dataClass}`;
  const inbounds = [{ action: "ACCEPT", protocol: "TCP", ports: "443", ipv4s: ["192.168.255.0/24"] }];
  return [
    {
      type: "linode:index/firewall:Firewall",
      name,
      parent,
      props: { inboundPolicy: "DROP", outboundPolicy: "DROP", inbounds, outbounds: [], tags },
    },
    {
      type: "linode:index/instance:Instance",
      name,
      parent,
      props: { region, interfaces: [{ purpose: "public" }, { purpose: "vpc" }], privateIp: true, tags },
      uses: { firewallId: [`Firewall ${name}`], interfaces: [`VpcSubnet ${site}`] },
    },
    {
      type: "linode:index/nodeBalancerNode:NodeBalancerNode",
      name,
      parent,
      uses: {
        nodebalancerId: [`NodeBalancer ${site}-balancer`],
        configId: [`NodeBalancerConfig ${site}`],
        address: [`Instance ${name}`],
      },
    },
  ];
}
