const linode = require("@pulumi/linode");
const { certificate, idOf, pick, privateKey, region } = require("./settings");

const web = {
  label: "web",
  action: "ACCEPT",
  protocol: "TCP",
  ports: "443",
  ipv4s: ["0.0.0.0/0"],
  ipv6s: ["::/0"],
};

/** NodeBalancers, and the firewalls before them and before Linodes. */
exports.balancers = ({ grouped, inNetworks, shared, web: backend }) => {
  const wall = new linode.Firewall("balancer-wall", {
    label: "balancer-wall",
    inboundPolicy: "DROP",
    outboundPolicy: "ACCEPT",
  });
  const balancer = new linode.NodeBalancer("balancer", {
    label: pick("balancer", "balancer-2"),
    region,
    clientConnThrottle: pick(5, 10),
    clientUdpSessThrottle: pick(5, 10),
    firewallId: idOf(wall),
    tags: pick(["one"], ["two"]),
  });
  const nodebalancerId = idOf(balancer);
  const config = new linode.NodeBalancerConfig("https", {
    nodebalancerId,
    port: pick(443, 8443),
    protocol: "https",
    proxyProtocol: "none",
    algorithm: pick("roundrobin", "leastconn"),
    stickiness: pick("table", "http_cookie"),
    check: pick("http", "http_body"),
    checkInterval: pick(10, 20),
    checkTimeout: pick(5, 6),
    checkAttempts: pick(2, 3),
    checkPath: pick("/health", "/healthy"),
    checkBody: pick(undefined, "fine"),
    checkPassive: pick(true, false),
    cipherSuite: pick("recommended", "legacy"),
    sslCert: certificate,
    sslKey: privateKey,
  });
  new linode.NodeBalancerConfig("tcp", {
    nodebalancerId,
    port: 22,
    protocol: pick("tcp", "http"),
    proxyProtocol: pick("v1", "none"),
  });
  const address = backend.privateIpAddress.apply((one) => one || "192.168.130.1");
  const node = new linode.NodeBalancerNode("node", {
    nodebalancerId,
    configId: idOf(config),
    label: pick("node", "node-2"),
    address: pick(
      "192.168.140.1:80",
      address.apply((one) => `${one}:81`),
    ),
    mode: pick("accept", "drain"),
    weight: pick(50, 60),
  });
  const firewall = new linode.Firewall("firewall", {
    label: pick("firewall", "firewall-2"),
    disabled: pick(false, true),
    inboundPolicy: pick("DROP", "ACCEPT"),
    outboundPolicy: pick("ACCEPT", "DROP"),
    inbounds: pick([web], [{ ...web, ports: "80,443" }]),
    outbounds: pick([], [{ ...web, label: "out" }]),
    linodes: pick([idOf(shared)], [idOf(inNetworks)]),
    nodebalancers: [],
    tags: pick(["one"], ["two"]),
  });
  const more = new linode.Firewall("more", {
    label: "more",
    inboundPolicy: "DROP",
    outboundPolicy: "ACCEPT",
  });
  const device = new linode.FirewallDevice("device", {
    firewallId: idOf(more),
    entityId: idOf(grouped),
    entityType: "linode",
  });
  return { balancer, balancerConfig: config, node, firewall, device };
};
