import { overlayPorts } from "../../topology/overlay";
import { clusterName, siteOf } from "../cluster";
import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

const peer = (address: string): string => `https://${address}:${overlayPorts.etcdPeers}`;
const client = (address: string): string => `https://${address}:${overlayPorts.etcdClients}`;

/** Where the certificates lie that etcd may read. */
const tls = "/var/lib/bastide-etcd/tls";

/**
 * BC-1, NW-3: one member of the site's etcd: the gateway and the data nodes. Only hosts whose certificate has the cluster's name may
 * be members: a service node's has not, though it is of the same authority. As clients, etcd 3.5 can't tell them apart without shutting
 * out Patroni (its gateway checks its own server by the same rule); there the firewalls do, inside the tunnels.
 */
export function etcd(host: HostDescription): HostFile {
  const { gateway, dataNodes } = siteOf(host);
  const members = [gateway, ...dataNodes];
  const own = host.addresses.overlay;
  const certificates = (prefix: string) => ({
    [`${prefix}CERT_FILE`]: `${tls}/host.pem`,
    [`${prefix}KEY_FILE`]: `${tls}/host.key`,
    [`${prefix}TRUSTED_CA_FILE`]: `${tls}/ca.pem`,
    [`${prefix}CLIENT_CERT_AUTH`]: "true",
  });
  const values: Record<string, string> = {
    ETCD_NAME: host.name,
    ETCD_DATA_DIR: host.role === "data" ? "/srv/data/etcd" : "/var/lib/bastide-etcd/data",
    ETCD_LISTEN_PEER_URLS: peer(own),
    ETCD_LISTEN_CLIENT_URLS: client(own),
    ETCD_INITIAL_ADVERTISE_PEER_URLS: peer(own),
    ETCD_ADVERTISE_CLIENT_URLS: client(own),
    // A name, and no secret; with the dot nothing takes it for one.
    ETCD_INITIAL_CLUSTER_TOKEN: `etcd.${host.dataClass}.${host.region}`,
    ETCD_PEER_CERT_ALLOWED_HOSTNAME: clusterName(host),
    ...certificates("ETCD_"),
    ...certificates("ETCD_PEER_"),
    ETCD_TLS_MIN_VERSION: "TLS1.3",
    ETCD_AUTO_COMPACTION_RETENTION: "1h",
    ETCD_LOG_LEVEL: "warn",
    // Not etcd's own, for the step that starts it.
    MEMBERS: members.map(({ name, overlay }) => `${name}=${peer(overlay)}`).join(","),
    OTHERS: members
      .filter(({ name }) => name !== host.name)
      .map(({ overlay }) => client(overlay))
      .join(" "),
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'\n`);
  return hostFile(
    "cluster",
    "/etc/bastide/etcd.env",
    `# BC-1, NW-3: this member of the site's etcd.\n${lines.join("")}`,
  );
}
