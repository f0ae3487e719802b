import { stringify } from "yaml";

import { overlayPorts } from "../../topology/overlay";
import { siteOf } from "../cluster";
import { databaseFolder, databaseRoles, dataFolder } from "../database";
import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";
import { serviceDatabase, serviceRoles } from "../secrets/service";

const tls = {
  authority: `${databaseFolder}/ca.pem`,
  certificate: `${databaseFolder}/host.pem`,
  key: `${databaseFolder}/host.key`,
};

/** How nodes prove each other who they are: by certificate in both directions, and the role's password, which is not sent. */
const verified = {
  sslmode: "verify-full",
  sslrootcert: tls.authority,
  sslcert: tls.certificate,
  sslkey: tls.key,
  channel_binding: "require",
};

/** What must be equal on all nodes is kept in etcd, from the first moment of the cluster on. */
const clusterSettings = {
  ttl: 20,
  loop_wait: 1,
  retry_timeout: 3,
  maximum_lag_on_failover: 1_048_576,
  synchronous_mode: "quorum",
  failsafe_mode: true,
  postgresql: {
    use_pg_rewind: true,
    use_slots: true,
    parameters: {
      wal_level: "replica",
      hot_standby: "on",
      wal_log_hints: "on",
      max_connections: 200,
      max_wal_senders: 10,
      max_replication_slots: 10,
      max_worker_processes: 8,
    },
  },
};

/**
 * The database's own settings; without the sizes, which depend on the server. None may be one that PostgreSQL shows otherwise to Patroni, which comes by
 * the socket (`tcp_…`): it would take that for a change with every change of the cluster's settings, and see nothing else for a second. Those are set by
 * step 67-logins.
 */
const parameters = (host: HostDescription): Record<string, string | number> => ({
  // Encryption (NW-3) and passwords.
  ssl: "on",
  ssl_ca_file: tls.authority,
  ssl_cert_file: tls.certificate,
  ssl_key_file: tls.key,
  ssl_min_protocol_version: "TLSv1.3",
  password_encryption: "scram-sha-256",
  // Found early that the other end is gone (BC-1).
  wal_receiver_timeout: "5s",
  wal_retrieve_retry_interval: "2s",
  wal_sender_timeout: "5s",
  // Every change is in the backup within a minute (BC-3), and a standby that was away finds what it missed.
  archive_mode: "on",
  archive_timeout: "60s",
  archive_command: `/usr/lib/bastide/pgbackrest-push ${host.dataClass} "%p"`,
  wal_keep_size: "1GB",
  // To the system log, by whom and when, and no content: neither statements nor values nor messages of errors, which quote them (DC-5).
  log_destination: "syslog",
  syslog_ident: "bastide-database",
  syslog_sequence_numbers: "off",
  log_line_prefix: "user=%u db=%d client=%h ",
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_min_duration_statement: -1,
  log_statement: "none",
  log_error_verbosity: "terse",
  log_parameter_max_length: 0,
  log_parameter_max_length_on_error: 0,
  log_connections: "on",
  log_disconnections: "on",
  log_checkpoints: "on",
  log_lock_waits: "off",
  shared_preload_libraries: "pgaudit",
  // Changes of roles and tables by anybody; what people do besides is set with their roles (AC-4).
  "pgaudit.log": "ddl, role",
  "pgaudit.log_catalog": "off",
  "pgaudit.log_level": "log",
  "pgaudit.log_parameter": "off",
  "pgaudit.log_relation": "on",
  "pgaudit.log_rows": "on",
  "pgaudit.log_statement": "off",
  // Compiled code is not allowed to come into being while the service runs.
  jit: "off",
});

/**
 * Who may connect, from where: over TLS with a certificate of the class and a password, or on the host itself as who one is. People come by
 * the one program alone that sudo runs for them and records.
 */
function access(host: HostDescription): string[] {
  const nodes = host.sites.flatMap(({ dataNodes }) => dataNodes.map(({ overlay }) => `${overlay}/32`));
  const services = host.endpoint?.services.map(({ overlay }) => `${overlay}/32`) ?? [];
  const way = "scram-sha-256 clientcert=verify-ca";
  const { replication, rewind } = databaseRoles;
  return [
    "local all postgres peer",
    "local all +bastide_people peer map=people",
    "local postgres bastide_metrics peer",
    ...nodes.map((node) => `hostssl replication ${replication.login} ${node} ${way}`),
    ...nodes.map((node) => `hostssl postgres ${rewind.login} ${node} ${way}`),
    ...services.map(
      (node) =>
        `hostssl ${serviceDatabase} ${serviceRoles.owner.login},${serviceRoles.service.login} ${node} ${way}`,
    ),
  ];
}

/** BC-1, CM-2, NW-3: the database and its manager. Passwords, and which region takes writes at first, come with the host's secrets. */
export function patroni(host: HostDescription): HostFile {
  const { gateway, dataNodes } = siteOf(host);
  const own = host.addresses.overlay;
  const config = {
    scope: `${host.dataClass}-${host.region}`,
    namespace: "/bastide/",
    name: host.name,
    log: { level: "INFO", format: "%(levelname)s: %(message)s", deduplicate_heartbeat_logs: true },
    restapi: {
      listen: `${own}:${overlayPorts.patroni}`,
      connect_address: `${own}:${overlayPorts.patroni}`,
      cafile: tls.authority,
      certfile: tls.certificate,
      keyfile: tls.key,
      verify_client: "required",
    },
    ctl: { insecure: false, cacert: tls.authority, certfile: tls.certificate, keyfile: tls.key },
    etcd3: {
      hosts: [gateway, ...dataNodes].map(({ overlay }) => `${overlay}:${overlayPorts.etcdClients}`),
      protocol: "https",
      cacert: tls.authority,
      cert: tls.certificate,
      key: tls.key,
    },
    bootstrap: {
      dcs: clusterSettings,
      initdb: [
        "data-checksums",
        { encoding: "UTF8" },
        { locale: "C.UTF-8" },
        { "auth-local": "peer" },
        { "auth-host": "scram-sha-256" },
      ],
    },
    postgresql: {
      listen: `${own}:${overlayPorts.database}`,
      connect_address: `${own}:${overlayPorts.database}`,
      use_unix_socket: true,
      data_dir: dataFolder,
      bin_dir: "/usr/lib/postgresql/17/bin",
      // Not where another region has taken this one's place meanwhile.
      pre_promote: "/usr/bin/python3 -I -B /usr/lib/bastide/site may-lead",
      callbacks: { on_role_change: "/usr/bin/python3 -I -B /usr/lib/bastide/site hurry" },
      pgpass: "/run/bastide-database/pgpass",
      authentication: {
        superuser: { username: "postgres" },
        replication: { username: databaseRoles.replication.login, ...verified },
        rewind: { username: databaseRoles.rewind.login, ...verified },
      },
      create_replica_methods: ["basebackup"],
      basebackup: [{ checkpoint: "fast" }],
      recovery_conf: {
        restore_command: `/usr/lib/bastide/pgbackrest-get ${host.dataClass} %f "%p"`,
      },
      pg_hba: access(host),
      pg_ident: ["people bastide-query +bastide_people"],
      parameters: parameters(host),
    },
    watchdog: { mode: "automatic", device: "/dev/watchdog", safety_margin: 5 },
  };
  return hostFile(
    "data",
    "/etc/bastide/patroni.yml",
    `# BC-1, CM-2, NW-3: the database of the class and its manager.\n${stringify(config, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false })}`,
  );
}
