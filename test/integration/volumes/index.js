// Storage added by hand over the years: unencrypted, unprotected, on a host that is no data node, restored from a number.
const linode = require("@pulumi/linode");

const tags = ["data-class:account", "role:edge", "managed-by:bastide"];
const firewall = new linode.Firewall("closed", {
  label: "closed",
  inboundPolicy: "DROP",
  outboundPolicy: "DROP",
  tags,
});
const host = new linode.Instance("files", {
  region: "fr-par",
  type: "g6-standard-1",
  image: "linode/debian13",
  diskEncryption: "disabled",
  interfaces: [{ purpose: "public", primary: true }],
  firewallId: firewall.id.apply(Number),
  tags,
});
new linode.Volume("attached", {
  label: "attached",
  region: "fr-par",
  size: 20,
  linodeId: host.id.apply(Number),
  tags,
});
new linode.Volume(
  "restored",
  { label: "restored", region: "fr-par", size: 20, encryption: "enabled", sourceVolumeId: 1234, tags },
  { protect: true },
);
