// Hosts that talk over a VLAN and the region's private network instead of a VPC, behind a firewall that filters neither.
const linode = require("@pulumi/linode");

const tags = ["data-class:account", "role:edge", "managed-by:bastide"];
const firewall = new linode.Firewall("closed", {
  label: "closed",
  inboundPolicy: "DROP",
  outboundPolicy: "DROP",
  tags,
});
for (const [index, label] of ["left", "right"].entries()) {
  new linode.Instance(label, {
    label,
    region: "fr-par",
    type: "g6-standard-1",
    image: "linode/debian13",
    diskEncryption: "enabled",
    privateIp: true,
    interfaces: [
      { purpose: "public" },
      { purpose: "vlan", label: "lan", ipamAddress: `10.0.0.${index + 1}/24` },
    ],
    firewallId: firewall.id.apply(Number),
    tags,
  });
}
