// Written for a later provider: the new generation of interfaces, and a firewall on an interface instead of a host.
const linode = require("@pulumi/linode");

const tags = ["data-class:account", "role:edge", "managed-by:bastide"];
const firewall = new linode.Firewall("closed", {
  label: "closed",
  inboundPolicy: "DROP",
  outboundPolicy: "DROP",
  tags,
});
const host = new linode.Instance("host", {
  region: "fr-par",
  type: "g6-standard-1",
  image: "linode/debian13",
  diskEncryption: "enabled",
  interfaces: [{ purpose: "public", primary: true }],
  tags,
});
new linode.FirewallDevice("on-interface", {
  firewallId: firewall.id.apply(Number),
  entityType: "linode_interface",
  entityId: host.interfaces.apply((list) => list?.[0]?.id ?? 0),
});
