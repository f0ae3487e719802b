import { ports } from "../../topology/ports";
import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

const quoted = (name: string): string => name.replaceAll(".", "\\.");

/** NW-4: the gateway's forward proxy. It passes on what is encrypted, for its own site, to the names in its allow-list. */
export function proxy(host: HostDescription): HostFile {
  const lines = [
    "# NW-4: the way out of this site, by name.",
    "User tinyproxy",
    "Group tinyproxy",
    `Port ${ports.proxy}`,
    `Listen ${host.addresses.vpc}`,
    "Timeout 600",
    "MaxClients 100",
    "Syslog On",
    "LogLevel Connect",
    "DisableViaHeader Yes",
    'PidFile "/run/tinyproxy/tinyproxy.pid"',
    // Its own way out to whom alerts go.
    `Allow ${host.addresses.vpc}`,
    ...host.neighbours.map(({ vpc }) => `Allow ${vpc}`),
    "ConnectPort 443",
    "FilterDefaultDeny Yes",
    "FilterType ere",
    'Filter "/etc/tinyproxy/names"',
  ];
  return hostFile("gateway", "/etc/tinyproxy/tinyproxy.conf", `${lines.join("\n")}\n`);
}

/** NW-4: the names that may be reached, whole and as written. */
export const proxyNames = (host: HostDescription): HostFile =>
  hostFile(
    "gateway",
    "/etc/tinyproxy/names",
    host.allowedNames.map((name) => `^${quoted(name)}$\n`).join(""),
  );
