import { stringify } from "yaml";

import { overlayPorts } from "../../topology/overlay";
import type { HostAddress, HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

const part = "metrics";

const yaml = (path: string, why: string, content: object): HostFile =>
  hostFile(part, path, `# ${why}\n${stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })}`);

const credentials = (unit: string, name: string) => `/run/credentials/${unit}.service/${name}`;

/** The site's gateway. */
function gatewayOf(host: HostDescription): HostAddress {
  const site = host.sites.find(({ region }) => region === host.region);
  if (site === undefined) throw new Error(`${host.name} is in no site of its class.`);
  return site.gateway;
}

/** How an exporter answers: TLS 1.3, and to the site's gateway alone. */
const exporter = (host: HostDescription, unit: string) => ({
  tls_server_config: {
    cert_file: credentials(unit, "host.pem"),
    key_file: credentials(unit, "host.key"),
    client_ca_file: credentials(unit, "ca.pem"),
    client_auth_type: "RequireAndVerifyClientCert",
    client_allowed_sans: [gatewayOf(host).name],
    min_version: "TLS13",
  },
});

/** What the gateway asks, of whom; each host by its address in the tunnels, which its certificate names. */
function prometheus(host: HostDescription): HostFile {
  const own = { name: host.name, overlay: host.addresses.overlay };
  const site = host.sites.find(({ region }) => region === host.region);
  const tls = {
    ca_file: credentials("bastide-metrics", "ca.pem"),
    cert_file: credentials("bastide-metrics", "host.pem"),
    key_file: credentials("bastide-metrics", "host.key"),
    min_version: "TLS13",
  };
  const job = (name: string, port: number, hosts: readonly { name: string; overlay: string }[]) => ({
    job_name: name,
    scheme: "https",
    tls_config: tls,
    static_configs: hosts.map(({ name: instance, overlay }) => ({
      targets: [`${overlay}:${port}`],
      labels: { instance },
    })),
  });
  const data = site?.dataNodes ?? [];
  return yaml("/etc/bastide/prometheus.yml", "VI-3, NW-3: what is measured at this site, over mutual TLS.", {
    global: {
      scrape_interval: "15s",
      evaluation_interval: "15s",
      external_labels: { class: host.dataClass, region: host.region },
    },
    rule_files: ["/etc/bastide/alert-rules.yml"],
    alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:9093"] }] }] },
    scrape_configs: [
      job("host", overlayPorts.hostMetrics, [own, ...host.neighbours]),
      job("database", overlayPorts.databaseMetrics, data),
      job("cluster", overlayPorts.patroni, data),
      { job_name: "watch", static_configs: [{ targets: ["127.0.0.1:9090", "127.0.0.1:9093"] }] },
    ],
  });
}

/** Whom alerts call. The heartbeat comes every five minutes, all else again after four hours. */
function alertmanager(host: HostDescription): HostFile {
  const person = {
    name: "person",
    webhook_configs: [
      {
        url: host.alerts,
        send_resolved: true,
        http_config: {
          proxy_url: `http://${host.addresses.vpc}:3128`,
          authorization: { credentials_file: credentials("bastide-alerts", "alerts-token") },
          tls_config: { min_version: "TLS12" },
        },
      },
    ],
  };
  const route = {
    receiver: "person",
    group_by: ["alertname", "instance"],
    group_wait: "10s",
    group_interval: "1m",
    repeat_interval: "4h",
    routes: [{ matchers: ['severity="heartbeat"'], group_wait: "1s", repeat_interval: "5m" }],
  };
  return yaml(
    "/etc/bastide/alertmanager.yml",
    "VI-3, NW-4: whom alerts call, by name through the proxy.",
    host.alerts === undefined
      ? { route: { ...route, receiver: "nobody" }, receivers: [{ name: "nobody" }] }
      : { route, receivers: [person] },
  );
}

/** Everything about measures that depends on the description. */
export const metricsFiles = (host: HostDescription): readonly HostFile[] => [
  yaml(
    "/etc/bastide/host-metrics.yml",
    "VI-3, NW-3: who may ask for this host's measures.",
    exporter(host, "bastide-host-metrics"),
  ),
  ...(host.role === "data"
    ? [
        yaml(
          "/etc/bastide/database-metrics.yml",
          "VI-3, NW-3: who may ask for the database's measures.",
          exporter(host, "bastide-database-metrics"),
        ),
      ]
    : []),
  ...(host.role === "gateway" ? [prometheus(host), alertmanager(host)] : []),
];
