// A shop's front: one balancer for everything, plain HTTP, TLS that ends on it, sessions to a host by its private address.
const linode = require("@pulumi/linode");

const tags = ["data-class:account", "role:edge", "managed-by:bastide"];
const front = new linode.NodeBalancer("front", {
  label: "front",
  region: "fr-par",
  clientConnThrottle: 20,
  tags,
});
const nodebalancerId = front.id.apply(Number);
const http = new linode.NodeBalancerConfig("http", {
  nodebalancerId,
  port: 80,
  protocol: "http",
  check: "http",
  checkPath: "/",
});
new linode.NodeBalancerConfig("https", {
  nodebalancerId,
  port: 443,
  protocol: "https",
  cipherSuite: "legacy",
  sslCert: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
  sslKey: "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----",
});
new linode.NodeBalancerNode("shop", {
  nodebalancerId,
  configId: http.id.apply(Number),
  label: "shop",
  address: "192.168.210.4:80",
  weight: 100,
});
