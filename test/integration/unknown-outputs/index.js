// Values that only exist after the update: a region, a policy, a port, an address, an image and a tag made from outputs.
const linode = require("@pulumi/linode");
const random = require("@pulumi/random");

const tags = ["data-class:account", "role:edge", "managed-by:bastide"];
const dice = new random.RandomInteger("dice", { min: 1, max: 6 });
const late = (text) => dice.result.apply(() => text);

new linode.Vpc(
  "somewhere",
  { label: "somewhere", region: late("fr-par"), description: "data-class:account" },
  { protect: true },
);
new linode.Volume(
  "maybe",
  { label: "maybe", region: "fr-par", size: 20, encryption: late("enabled"), tags },
  { protect: true },
);
const balancer = new linode.NodeBalancer("front", { label: "front", region: "fr-par", tags });
new linode.Firewall("late", {
  label: "late",
  inboundPolicy: late("DROP"),
  outboundPolicy: "DROP",
  inbounds: [
    { label: "port", action: "ACCEPT", protocol: "TCP", ports: late("443"), ipv4s: ["10.64.1.0/24"] },
    {
      label: "from",
      action: "ACCEPT",
      protocol: "TCP",
      ports: "443",
      ipv4s: [balancer.ipv4.apply((ip) => `${ip}/32`)],
    },
  ],
  nodebalancers: [balancer.id.apply(Number)],
  tags,
});
new linode.Firewall("nameless", {
  label: "nameless",
  inboundPolicy: "DROP",
  outboundPolicy: "DROP",
  tags: [late("data-class:account"), "role:edge", "managed-by:bastide"],
});
