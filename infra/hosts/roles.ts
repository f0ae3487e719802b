import type { HostDescription } from "./description";
import type { HostFile } from "./hostFile";
import { databasePeople } from "./rendered/databasePeople";
import { etcd } from "./rendered/etcd";
import { jump } from "./rendered/jump";
import { edgeNginx, serviceNginx } from "./rendered/nginx";
import { patroni } from "./rendered/patroni";
import { proxy, proxyNames } from "./rendered/proxy";
import { resolver } from "./rendered/resolver";

/** What a role has besides the baseline and its own folder in `files/`. */
export interface RolePart {
  readonly packages: readonly string[];
  /** Units that are enabled and started. */
  readonly services: readonly string[];
  /** Folders in `files/` that it shares with other roles. */
  readonly parts?: readonly string[];
  /** Files that depend on the description. */
  readonly rendered: readonly ((host: HostDescription) => HostFile)[];
}

/** What every host has. */
export const baselinePart: RolePart = {
  packages: [
    "nftables",
    "chrony",
    "auditd",
    "audispd-plugins",
    "rsyslog",
    "prometheus-node-exporter",
    "logrotate",
    "aide",
    "clamav",
    "clamav-freshclam",
    "debsecan",
    "unattended-upgrades",
    "needrestart",
    "libpam-pwquality",
    "libpam-tmpdir",
    "debsums",
    "apt-listchanges",
    "acct",
    "usbguard",
    "wireguard-tools",
    "age",
  ],
  services: [
    "nftables.service",
    "chrony.service",
    "rsyslog.service",
    "unattended-upgrades.service",
    "bastide-channel.timer",
    "bastide-files.timer",
    "bastide-malware.timer",
    "bastide-packages.timer",
    "bastide-signatures.timer",
    "logrotate.timer",
  ],
  rendered: [],
};

const clusterPackages = ["etcd-server", "etcd-client"];

/** To give a role something: put static files into `files/ROLE`, and everything else here. */
export const roleParts: Readonly<Record<string, RolePart>> = {
  gateway: {
    packages: [
      "prometheus",
      "prometheus-alertmanager",
      "tinyproxy",
      "unbound",
      "dns-root-data",
      ...clusterPackages,
    ],
    services: ["unbound.service", "tinyproxy.service"],
    parts: ["cluster", "alerts"],
    rendered: [jump, proxy, proxyNames, resolver, etcd],
  },
  data: {
    packages: [
      "postgresql-17",
      "postgresql-17-pgaudit",
      "patroni",
      "python3-etcd",
      "python3-psycopg2",
      "pgbackrest",
      "prometheus-postgres-exporter",
      ...clusterPackages,
    ],
    services: [],
    parts: ["cluster"],
    rendered: [etcd, patroni, databasePeople],
  },
  edge: { packages: ["nginx"], services: [], parts: ["https"], rendered: [edgeNginx] },
  service: {
    packages: ["nginx", "gunicorn", "python3-psycopg2", "python3-argon2"],
    services: [],
    parts: ["https"],
    rendered: [serviceNginx],
  },
};

/** What a host of some classes has besides its role: its own folder in `files/`, and packages. */
const options: readonly {
  readonly part: string;
  readonly packages: readonly string[];
  readonly isOn: (host: HostDescription) => boolean;
}[] = [
  { part: "objects", packages: ["rclone"], isOn: ({ role, objects }) => role === "data" && objects },
  { part: "strict", packages: [], isOn: ({ role, strict }) => role === "data" && strict },
];

/** The folders in `files/` that a host has. */
export const partsOf = (host: HostDescription): readonly string[] => [
  "baseline",
  "updates",
  "watch",
  host.role,
  ...(roleParts[host.role]?.parts ?? []),
  ...options.filter(({ isOn }) => isOn(host)).map(({ part }) => part),
];

/** The packages of a host. */
export const packagesOf = (host: HostDescription): readonly string[] => [
  ...baselinePart.packages,
  ...(roleParts[host.role]?.packages ?? []),
  ...options.filter(({ isOn }) => isOn(host)).flatMap(({ packages }) => packages),
];

/** Packages that no host keeps (CM-7). `cron`: timers do its work, with limits and a log. */
export const unneededPackages: readonly string[] = [
  "cron",
  "anacron",
  "at",
  "telnet",
  "inetutils-telnet",
  "ftp",
  "tftp",
  "rsh-client",
  "talk",
  "nis",
  "xinetd",
  "rpcbind",
  "nfs-common",
  "avahi-daemon",
  "cups",
  "snmpd",
  "exim4-base",
  "postfix",
  "rsync",
  "liblockfile-bin",
  "libpam-google-authenticator",
  "systemd-timesyncd",
];

/** Units that can't be started on any host. */
export const unwantedUnits: readonly string[] = [
  // Debian's, with a page on port 80; `bastide-https.service` runs the same program with a configuration of ours.
  "nginx.service",
  // Debian's too; ours run with certificates, on the encrypted volume.
  "etcd.service",
  "patroni.service",
  "postgresql.service",
  // A timer of ours fetches signatures, in a unit that can do less.
  "clamav-freshclam.service",
  // They take no heed of the host's window; `bastide-updates.timer` does.
  "apt-daily.timer",
  "apt-daily-upgrade.timer",
  "ctrl-alt-del.target",
  "debug-shell.service",
  "dailyaidecheck.timer",
  "dailyaidecheck-buildcache.service",
  "systemd-coredump.socket",
  "kdump-tools.service",
  "ssh.socket",
  // Debian's, open to all; `bastide-*metrics.service` and `bastide-alerts.service` run the same programs with settings of ours.
  "prometheus.service",
  "prometheus-alertmanager.service",
  "prometheus-node-exporter.service",
  "prometheus-postgres-exporter.service",
  // The journal's own reading of the audit subsystem: auditd reads it, and the journal gets it from there.
  "systemd-journald-audit.socket",
];
