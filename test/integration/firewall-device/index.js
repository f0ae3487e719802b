// A tutorial's way: the host first, then a firewall for the secure shell, attached by a `FirewallDevice`.
const linode = require("@pulumi/linode");

const tags = ["data-class:account", "role:edge", "managed-by:bastide"];
const host = new linode.Instance("host", {
  region: "fr-par",
  type: "g6-nanode-1",
  image: "linode/debian13",
  rootPass: "Correct-Horse-Battery-Staple-9",
  tags,
});
const firewall = new linode.Firewall("ssh", {
  label: "ssh",
  inboundPolicy: "DROP",
  outboundPolicy: "ACCEPT",
  inbounds: [
    { label: "ssh", action: "ACCEPT", protocol: "TCP", ports: "22", ipv4s: ["0.0.0.0/0"], ipv6s: ["::/0"] },
  ],
  tags,
});
new linode.FirewallDevice("attach", {
  firewallId: firewall.id.apply(Number),
  entityId: host.id.apply(Number),
});
