import type { Node } from "./graph";
import { hasRole } from "./tags";

/** What a message to a host may name of another class: who sends logs, or takes them, has to be found and known. */
const named: readonly string[] = [
  "linode:index/networkingIp:NetworkingIp",
  "bastide:index:ClassAuthority",
  "bastide:index:HostIdentity",
];

/** Whether a message tells a host of the other end of the flow of logs. Hosts of other roles than gateways are never named. */
export function isLogPeer(user: Node, property: string, used: Node): boolean {
  return (
    user.type === "bastide:index:HostMessage" &&
    property === "secrets" &&
    named.includes(used.type) &&
    (used.type !== "bastide:index:HostIdentity" || hasRole(used.value("tags"), "gateway"))
  );
}

/**
 * Whether one class's resource may name another's. The policy implies one flow, every class's system log
 * to `events` (DC-8). For it, firewalls and gateways on both sides name each other's reserved address, and
 * nothing else. That one of the two classes is `events` is for the caller to check.
 */
export function isDeclaredFlow(user: Node, property: string, used: Node): boolean {
  if (used.type !== "linode:index/networkingIp:NetworkingIp") {
    return false;
  }
  const isRule =
    user.type === "linode:index/firewall:Firewall" && ["inbounds", "outbounds"].includes(property);
  const isPeer =
    user.type === "linode:index/instance:Instance" &&
    ["metadatas", "stackscriptData"].includes(property) &&
    hasRole(user.value("tags"), "gateway");
  return isRule || isPeer;
}
