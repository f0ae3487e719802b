// Hosts started the old way, by a public script that carries a password, and by an image of the year before last.
const linode = require("@pulumi/linode");

const tags = ["data-class:account", "role:edge", "managed-by:bastide"];
const script = new linode.StackScript("setup", {
  label: "setup",
  description: "Sets the host up.",
  isPublic: true,
  images: ["linode/debian10", "any/all"],
  script: `#!/bin/bash
# <UDF name="hostname" label="Name">
export DB_PASSWORD='Sup3r-S3cret-Passw0rd!'
apt-get update`,
});
const firewall = new linode.Firewall("closed", {
  label: "closed",
  inboundPolicy: "DROP",
  outboundPolicy: "DROP",
  tags,
});
new linode.Instance("host", {
  region: "fr-par",
  type: "g6-standard-1",
  image: "linode/debian10",
  diskEncryption: "enabled",
  interfaces: [{ purpose: "public", primary: true }],
  firewallId: firewall.id.apply(Number),
  stackscriptId: script.id.apply(Number),
  stackscriptData: { hostname: "web", admin_password: "Sup3r-S3cret-Passw0rd!" },
  tags,
});
