import { ports } from "../../topology/ports";
import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

/** NW-4: a node without a way out of its own gets packages through its gateway. */
export function aptProxy(host: HostDescription): readonly HostFile[] {
  if (host.role === "gateway") return [];
  const address = `http://${host.addresses.gateway}:${ports.proxy}`;
  const text = `// NW-4: packages come through the gateway.
Acquire::http::Proxy "${address}";
Acquire::https::Proxy "${address}";
`;
  return [hostFile("network", "/etc/apt/apt.conf.d/91-bastide-proxy", text)];
}
