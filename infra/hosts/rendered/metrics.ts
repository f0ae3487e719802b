import { stringify } from "yaml";

import { overlayPorts } from "../../topology/overlay";
import { ports } from "../../topology/ports";
import { siteOf } from "../cluster";
import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

const part = "metrics";

const yaml = (path: string, why: string, content: object): HostFile =>
  hostFile(part, path, `# ${why}\n${stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })}`);

const credentials = (unit: string, name: string) => `/run/credentials/${unit}.service/${name}`;

/** Who may ask: the site's gateway; on a gateway also those of the class's other regions, which watch that it is there. */
const watchers = (host: HostDescription): readonly string[] =>
  (host.role === "gateway" ? host.sites : [siteOf(host)]).map(({ gateway }) => gateway.name);

/** How an exporter answers: TLS 1.3, and to who may ask alone. */
const exporter = (host: HostDescription, unit: string) => ({
  tls_server_config: {
    cert_file: credentials(unit, "host.pem"),
    key_file: credentials(unit, "host.key"),
    client_ca_file: credentials(unit, "ca.pem"),
    client_auth_type: "RequireAndVerifyClientCert",
    client_allowed_sans: watchers(host),
    min_version: "TLS13",
  },
});

/**
 * Every receiver of logs judges all lines: what one calls for, another does too. Without what tells them apart it is the same alert, by its
 * fingerprint and its group's key, to whoever takes the calls.
 */
const sameInAllRegions = [
  ["instance", "receivers"],
  ["region", ""],
  ["job", ""],
].map(([label, replacement]) => ({
  source_labels: ["alertname"],
  regex: "LogCalls|LogSilent",
  target_label: label,
  replacement,
}));

/** What the gateway asks, of whom; each host by its address in the tunnels, which its certificate names. */
function prometheus(host: HostDescription): HostFile {
  const own = { name: host.name, overlay: host.addresses.overlay };
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
    // A host that lies can't take the gateway's memory.
    sample_limit: 5000,
    body_size_limit: "4MB",
    static_configs: hosts.map(({ name: instance, overlay }) => ({
      targets: [`${overlay}:${port}`],
      labels: { instance },
    })),
  });
  const data = siteOf(host).dataNodes;
  const others = host.sites.filter(({ region }) => region !== host.region);
  return yaml("/etc/bastide/prometheus.yml", "VI-3, NW-3: what is measured at this site, over mutual TLS.", {
    global: {
      scrape_interval: "15s",
      evaluation_interval: "15s",
      external_labels: { class: host.dataClass, region: host.region },
    },
    rule_files: ["/etc/bastide/alert-rules.yml", "/etc/bastide/alert-limits.yml"],
    alerting: {
      alert_relabel_configs: sameInAllRegions,
      alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:9093"] }] }],
    },
    scrape_configs: [
      job("host", overlayPorts.hostMetrics, [own, ...host.neighbours]),
      job(
        "gateway",
        overlayPorts.hostMetrics,
        others.map(({ gateway }) => gateway),
      ),
      job("database", overlayPorts.databaseMetrics, data),
      job("cluster", overlayPorts.patroni, data),
      { job_name: "watch", static_configs: [{ targets: ["127.0.0.1:9090", "127.0.0.1:9093"] }] },
    ],
  });
}

/** CM-8, BC-2: what is right for this class and site: its forecast for today, and how many nodes follow the primary. */
function limits(host: HostDescription): HostFile {
  const { reviewed, storageGiB, growthPerMonth } = host.forecast;
  const months = `((time() - ${Date.parse(reviewed) / 1000}) / 2629800)`;
  const followers = siteOf(host).dataNodes.length - 1 + host.sites.length - 1;
  const rules = [
    {
      record: "bastide:forecast_bytes",
      expr: `vector(${storageGiB * 2 ** 30}) * ${1 + growthPerMonth} ^ ${months}`,
    },
    { record: "bastide:followers", expr: `vector(${followers})` },
  ];
  return yaml("/etc/bastide/alert-limits.yml", "CM-8, BC-2: what is right for this class and site.", {
    groups: [{ name: "limits", rules }],
  });
}

/**
 * Whom alerts call, again after four hours. The heartbeat goes somewhere else, every five minutes: it calls nobody by coming, and who waits
 * for it calls somebody when it stays away.
 */
function alertmanager(host: HostDescription): HostFile {
  const { alerts, alertsToken, heartbeat, addresses } = host;
  const receiver = (name: string, url: string | undefined) =>
    url === undefined
      ? { name }
      : {
          name,
          webhook_configs: [
            {
              url,
              send_resolved: name === "person",
              http_config: {
                proxy_url: `http://${addresses.vpc}:${ports.proxy}`,
                // Who waits for heartbeats is somebody else, and could call people with it.
                ...(name === "person" && alertsToken === true
                  ? { authorization: { credentials_file: credentials("bastide-alerts", "alerts-token") } }
                  : {}),
                tls_config: { min_version: "TLS12" },
                follow_redirects: false,
              },
            },
          ],
        };
  return yaml("/etc/bastide/alertmanager.yml", "VI-3, NW-4: whom alerts call, by name through the proxy.", {
    route: {
      receiver: "person",
      group_by: ["alertname", "instance"],
      group_wait: "10s",
      group_interval: "1m",
      repeat_interval: "4h",
      routes: [
        {
          receiver: "heartbeat",
          matchers: ['severity="heartbeat"'],
          group_wait: "1s",
          repeat_interval: "5m",
        },
      ],
    },
    receivers: [receiver("person", alerts), receiver("heartbeat", heartbeat)],
  });
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
  ...(host.role === "gateway" ? [prometheus(host), limits(host), alertmanager(host)] : []),
];
