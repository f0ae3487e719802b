import type { Node } from "./graph";
import { hasRole } from "./tags";

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
