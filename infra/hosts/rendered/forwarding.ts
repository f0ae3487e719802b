import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

/** NW-1: only gateways pass packets on. */
export function forwarding({ role }: HostDescription): readonly HostFile[] {
  if (role === "gateway") return [];
  const lines = [
    "# NW-1: this host passes no packet on.",
    "net.ipv4.conf.all.forwarding = 0",
    "net.ipv4.conf.default.forwarding = 0",
    "net.ipv4.ip_forward = 0",
    "net.ipv6.conf.all.forwarding = 0",
    "net.ipv6.conf.default.forwarding = 0",
  ];
  return [hostFile("network", "/etc/sysctl.d/91-bastide-forwarding.conf", `${lines.join("\n")}\n`)];
}
