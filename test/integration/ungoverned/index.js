// Everything right but what governs it: a class's resources without its forecast, approvals and reviews.
const linode = require("@pulumi/linode");

const vpc = new linode.Vpc(
  "network",
  { label: "network", region: "fr-par", description: "Network of the class. data-class:events" },
  { protect: true },
);
new linode.VpcSubnet(
  "hosts",
  { vpcId: vpc.id.apply(Number), label: "hosts", ipv4: "10.64.4.0/24" },
  { protect: true },
);
