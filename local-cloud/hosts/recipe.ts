import { createHash } from "node:crypto";

/** The bases that there are: what an image of Linode's has, and the same with every package that a role needs. */
export const baseNames = ["bare", "full"] as const;
export type BaseName = (typeof baseNames)[number];

export const release = "trixie";

/** Raised when the way of building changes without a change of packages, so that old bases are not taken for new ones. */
const version = 6;

/** What a Debian 13 image of Linode's has, as far as hosts use it. */
const bare: readonly string[] = [
  ...["systemd", "systemd-sysv", "dbus", "libpam-systemd", "systemd-timesyncd"],
  ...["cloud-init", "openssh-server", "sudo", "ca-certificates", "curl", "gnupg", "apt-utils"],
  ...["iproute2", "iputils-ping", "netbase", "procps", "kmod", "python3", "e2fsprogs", "util-linux-extra"],
];

/** What the roles install. With recommended packages left out: a host that wants one names it. */
const roles: readonly string[] = [
  ...["nftables", "chrony", "wireguard-tools", "wireguard-go", "tinyproxy", "unbound", "dns-root-data"],
  ...["auditd", "audispd-plugins", "rsyslog", "rsyslog-relp", "rsyslog-openssl", "logrotate"],
  ...[
    "aide",
    "clamav",
    "clamav-freshclam",
    "lynis",
    "openscap-scanner",
    "debsecan",
    "needrestart",
    "debsums",
  ],
  ...["unattended-upgrades", "apt-listchanges", "libpam-pwquality", "libpam-tmpdir", "acct", "usbguard"],
  ...["postgresql-17", "postgresql-17-pgaudit", "patroni", "etcd-server", "etcd-client", "python3-etcd"],
  ...["pgbackrest", "python3-psycopg2", "haproxy", "nginx"],
  ...["prometheus", "prometheus-alertmanager", "prometheus-node-exporter", "prometheus-postgres-exporter"],
  ...["jq", "openssl", "acl", "bind9-dnsutils", "age", "python3-cryptography"],
  ...["gunicorn", "python3-argon2", "rclone"],
];

/** The packages that a base adds to the one below it. */
export function packagesOf(base: BaseName): readonly string[] {
  return base === "bare" ? bare : roles;
}

/** Names what the base is built from: another recipe is another base. */
export function recipeHash(base: BaseName): string {
  const parts = base === "bare" ? [bare] : [bare, roles];
  const text = JSON.stringify({ version, release, architecture: process.arch, parts });
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
