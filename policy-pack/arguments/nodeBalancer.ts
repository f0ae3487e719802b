import { type Arguments, harmless, judged, refused } from "./argument";

const passthrough = judged("linode-nodebalancer-require-passthrough");
const inStack = judged(
  "bastide-stack-require-references-in-stack",
  "bastide-stack-forbid-sharing-between-classes",
);
const health = harmless("It decides which hosts get traffic, all of them of the class.");

/** Arguments of `linode:index/nodeBalancer:NodeBalancer`. */
export const nodeBalancerArguments: Arguments = {
  clientConnThrottle: harmless("It limits connections further, or not at all."),
  clientUdpSessThrottle: harmless("UDP is refused altogether."),
  firewallId: judged("bastide-stack-require-firewall-on-every-host"),
  label: harmless("A name."),
  region: judged("bastide-resource-require-allowed-region"),
  tags: judged("bastide-resource-require-tags"),
};

/** Arguments of `linode:index/nodeBalancerConfig:NodeBalancerConfig`. */
export const nodeBalancerConfigArguments: Arguments = {
  algorithm: health,
  check: passthrough,
  checkAttempts: health,
  checkBody: health,
  checkInterval: health,
  checkPassive: health,
  checkPath: health,
  checkTimeout: health,
  cipherSuite: harmless("The balancer passes TLS through and has no ciphers of its own."),
  nodebalancerId: inStack,
  port: passthrough,
  protocol: passthrough,
  proxyProtocol: harmless("It tells hosts who is asking; without it they see the balancer's address."),
  sslCert: refused("TLS ends on the class's own hosts, so the balancer needs no certificate (NW-3)."),
  sslKey: passthrough,
  stickiness: health,
  udpCheckPort: health,
};

/** Arguments of `linode:index/nodeBalancerNode:NodeBalancerNode`. */
export const nodeBalancerNodeArguments: Arguments = {
  address: inStack,
  configId: inStack,
  label: harmless("A name."),
  mode: health,
  nodebalancerId: inStack,
  weight: health,
};
