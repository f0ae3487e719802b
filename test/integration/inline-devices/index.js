// The same idea with the firewall's own list of devices, and one host in it that somebody wrote down by number.
const linode = require("@pulumi/linode");

const tags = ["data-class:account", "role:edge", "managed-by:bastide"];
const hosts = ["a", "b"].map(
  (name) =>
    new linode.Instance(name, {
      region: "fr-par",
      type: "g6-standard-1",
      image: "linode/debian13",
      diskEncryption: "enabled",
      interfaces: [{ purpose: "public", primary: true }],
      tags,
    }),
);
new linode.Firewall("closed", {
  label: "closed",
  inboundPolicy: "DROP",
  outboundPolicy: "DROP",
  linodes: [...hosts.map(({ id }) => id.apply(Number)), 4711],
  tags,
});
