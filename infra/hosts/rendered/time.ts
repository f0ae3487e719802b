import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

/** CM-4: one time for all logs. The gateway asks the declared servers, the others ask the gateway. */
export function time(host: HostDescription): HostFile {
  const isGateway = host.role === "gateway";
  const servers = isGateway ? host.timeServers : [host.addresses.gateway];
  const lines = [
    "# CM-4: one time for all logs.",
    ...servers.map((server) => `server ${server} iburst`),
    ...(isGateway ? host.neighbours.map(({ vpc }) => `allow ${vpc}`) : ["port 0"]),
    "cmdport 0",
    "driftfile /var/lib/chrony/chrony.drift",
    "ntsdumpdir /var/lib/chrony",
    "logdir /var/log/chrony",
    "maxupdateskew 100.0",
    "rtcsync",
    "makestep 1 3",
  ];
  return hostFile("network", "/etc/chrony/chrony.conf", `${lines.join("\n")}\n`);
}
