// Two classes that save a resource: one network, one firewall, one address for both.
const linode = require("@pulumi/linode");

const tags = (dataClass) => [`data-class:${dataClass}`, "role:edge", "managed-by:bastide"];
const vpc = new linode.Vpc(
  "shared",
  { label: "shared", region: "fr-par", description: "data-class:account" },
  { protect: true },
);
const firewall = new linode.Firewall("shared", {
  label: "shared",
  inboundPolicy: "DROP",
  outboundPolicy: "DROP",
  tags: tags("account"),
});
for (const [index, dataClass] of ["account", "contact"].entries()) {
  const subnet = new linode.VpcSubnet(
    dataClass,
    { vpcId: vpc.id.apply(Number), label: dataClass, ipv4: `10.64.${index}.0/24` },
    { protect: true },
  );
  new linode.Instance(dataClass, {
    region: "fr-par",
    type: "g6-standard-1",
    image: "linode/debian13",
    diskEncryption: "enabled",
    interfaces: [{ purpose: "vpc", subnetId: subnet.id.apply(Number), ipv4: { vpc: `10.64.${index}.9` } }],
    firewallId: firewall.id.apply(Number),
    tags: tags(dataClass),
  });
}
