// Replicas, almost apart: a flexible group, members added by assignment, one data node left out, none with a volume.
const linode = require("@pulumi/linode");

const tags = ["data-class:account", "role:data", "managed-by:bastide"];
const group = new linode.PlacementGroup("apart", {
  label: "apart",
  region: "fr-par",
  placementGroupType: "anti_affinity:local",
  placementGroupPolicy: "flexible",
});
const vpc = new linode.Vpc(
  "net",
  { label: "net", region: "fr-par", description: "data-class:account" },
  { protect: true },
);
const subnet = new linode.VpcSubnet("hosts", {
  vpcId: vpc.id.apply(Number),
  label: "hosts",
  ipv4: "10.64.1.0/24",
});
const firewall = new linode.Firewall("data", {
  label: "data",
  inboundPolicy: "DROP",
  outboundPolicy: "DROP",
  tags,
});
const nodes = [11, 12].map(
  (last) =>
    new linode.Instance(
      `data-${last}`,
      {
        region: "fr-par",
        type: "g6-nanode-1",
        image: "linode/debian13",
        diskEncryption: "enabled",
        interfaces: [{ purpose: "vpc", subnetId: subnet.id.apply(Number), ipv4: { vpc: `10.64.1.${last}` } }],
        firewallId: firewall.id.apply(Number),
        watchdogEnabled: false,
        placementGroupExternallyManaged: true,
        tags,
      },
      { protect: true },
    ),
);
new linode.PlacementGroupAssignment("first", {
  placementGroupId: group.id.apply(Number),
  linodeId: nodes[0].id.apply(Number),
});
