import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";

const name = "linode-nodebalancer-require-passthrough";

/** Where the balancer terminates TLS it talks plain HTTP over the region's shared network (ADR "How the policy pack judges"). */
export const requirePassthrough: ResourceValidationPolicy = {
  name,
  displayName: "Load balancers pass TLS through",
  description: "Every load balancer passes TCP 443 through, so that TLS ends on the class's own hosts.",
  severity: "critical",
  framework: enforces("NW-3", "NW-1"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/nodeBalancerConfig:NodeBalancerConfig",
    { protocol: "refused", port: "refused", sslKey: "given", check: "refused" },
    ({ inputs, report }) => {
      if (inputs.protocol !== "tcp" || inputs.port !== 443) {
        report(
          "does not pass HTTPS through to the class's own hosts",
          "Set `protocol` to `tcp` and `port` to 443: with `http` or `https` the way to the hosts is unencrypted.",
        );
      }
      if (inputs.check !== undefined && inputs.check !== "none" && inputs.check !== "connection") {
        report(
          "asks the class's hosts how they are in plain HTTP, over the region's shared network",
          "Set `check` to `connection`.",
        );
      }
      if (inputs.sslKey !== undefined) {
        report(
          "hands the private key of a certificate to the load balancer",
          "Remove `sslKey` and `sslCert`.",
        );
      }
    },
  ),
  remediationSteps:
    'Set `protocol: "tcp"`, `port: 443` and `proxyProtocol: "v2"`, and terminate TLS on the edge nodes.',
  url: documented(name),
};
