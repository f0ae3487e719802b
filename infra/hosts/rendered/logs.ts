import { dataClasses } from "../../../catalogue/dataClasses";
import { type LogNode, logRetentionDays } from "../../topology/logs";
import { overlayPorts } from "../../topology/overlay";
import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";
import { staticFiles } from "../staticFiles";

/** Where receivers keep the logs of all classes: on the encrypted volume. */
export const logsFolder = "/srv/data/logs";

const hop = ({ name, dataClass, address }: LogNode) => ({
  name,
  dataClass,
  address,
  port: overlayPorts.logs,
});

/** What a sender may bring: a host its own lines, a gateway its site's, another receiver everybody's. */
function kindOf(host: HostDescription, sender: LogNode): "host" | "gateway" | "receiver" {
  if (host.role === "gateway") return "host";
  return host.logs.copies.some(({ name }) => name === sender.name) ? "receiver" : "gateway";
}

/** CM-4, DC-8: the host's part in the way of logs, as `/usr/lib/bastide/logs` reads it; a receiver also gets what keeps logs for their time. */
export function logFiles(host: HostDescription): readonly HostFile[] {
  const { next, senders, copies, hosts } = host.logs;
  const receives = copies.length > 0;
  const plan = {
    name: host.name,
    next: next.map(hop),
    address: host.addresses.overlay,
    port: overlayPorts.logs,
    senders: senders.map((each) => ({
      ...{ name: each.name, dataClass: each.dataClass, region: each.region },
      kind: kindOf(host, each),
    })),
    copies: copies.map((each) => ({ ...hop(each), region: each.region })),
    ...(receives
      ? { folder: logsFolder, classes: dataClasses.map(({ id }) => id), retention: logRetentionDays, hosts }
      : {}),
  };
  return [
    hostFile("logs", "/etc/bastide/logs.json", `${JSON.stringify(plan)}\n`),
    ...(senders.length > 0 ? staticFiles("log-relay") : []),
    ...(receives ? staticFiles("log-receiver") : []),
  ];
}
