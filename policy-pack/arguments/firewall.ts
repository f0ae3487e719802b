import { type Arguments, harmless, judged, judgedEarly } from "./argument";

const inbound = judged(
  "linode-firewall-forbid-inbound-from-internet",
  "bastide-stack-forbid-undeclared-paths",
);
const outbound = judged("linode-firewall-forbid-open-outbound", "bastide-stack-forbid-undeclared-paths");
const coverage = judged(
  "bastide-stack-require-firewall-on-every-host",
  "bastide-stack-require-references-in-stack",
);
const text = harmless("It explains the rule.");

/** Arguments of `linode:index/firewall:Firewall`. */
export const firewallArguments: Arguments = {
  disabled: judged("linode-firewall-forbid-disabled"),
  inboundPolicy: judged("linode-firewall-require-inbound-drop"),
  "inbounds[].action": inbound,
  "inbounds[].description": text,
  "inbounds[].ipv4s": inbound,
  "inbounds[].ipv6s": inbound,
  "inbounds[].label": text,
  "inbounds[].ports": inbound,
  "inbounds[].protocol": inbound,
  label: harmless("A name."),
  linodes: coverage,
  nodebalancers: coverage,
  outboundPolicy: judged("linode-firewall-require-outbound-drop"),
  "outbounds[].action": outbound,
  "outbounds[].description": text,
  "outbounds[].ipv4s": outbound,
  "outbounds[].ipv6s": outbound,
  "outbounds[].label": text,
  "outbounds[].ports": outbound,
  "outbounds[].protocol": outbound,
  tags: judged("bastide-resource-require-tags"),
};

/** Arguments of `linode:index/firewallDevice:FirewallDevice` and `bastide:index:FirewallAttachment`. */
export const attachmentArguments: Arguments = {
  entityId: coverage,
  entityType: judgedEarly("bastide-stack-require-firewall-on-every-host"),
  firewallId: coverage,
};
