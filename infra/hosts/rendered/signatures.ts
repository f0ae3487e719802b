import { ports } from "../../topology/ports";
import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

/** CM-3, VI-1: where signatures of malware come from, and by which way. In the place that AppArmor's profile lets the program read. */
export function signatures(host: HostDescription): HostFile {
  const lines = [
    "# CM-3, VI-1: signatures of malware, through the gateway.",
    "DatabaseDirectory /var/lib/clamav",
    "DatabaseOwner clamav",
    "DatabaseMirror database.clamav.net",
    ...(host.role === "gateway"
      ? []
      : [`HTTPProxyServer http://${host.addresses.gateway}`, `HTTPProxyPort ${ports.proxy}`]),
  ];
  return hostFile("network", "/etc/clamav/freshclam.conf", `${lines.join("\n")}\n`);
}
