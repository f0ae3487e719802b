/** A kind of configuration, and the program of Debian 13 that says whether it can be read. */
export interface RoleProgram {
  readonly name: string;
  /** A file of that kind: the roles that have it are asked. */
  readonly file: string;
  /** Ends with 0 and says nothing where all is well. */
  readonly script: string;
  /** What, added to the file, the program has to refuse. */
  readonly broken: string;
}

const credentials = "/run/credentials/bastide-https.service";

export const rolePrograms: readonly RoleProgram[] = [
  {
    name: "visudo",
    file: "/etc/sudoers.d/10-bastide",
    script: "visudo -c -q -f /etc/sudoers",
    broken: "nobody may what\n",
  },
  {
    name: "sshd",
    file: "/etc/ssh/sshd_config.d/10-bastide.conf",
    script: "mkdir /run/sshd; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key; sshd -t",
    broken: "PermitEverything yes\n",
  },
  {
    name: "nft",
    file: "/etc/nftables.conf",
    script: "nft -c -f /etc/nftables.conf",
    broken: "table inet more { chain input { tcp dport everything accept } }\n",
  },
  {
    name: "systemd-analyze verify",
    file: "/etc/systemd/system/bastide-files.service",
    script:
      'shopt -s nullglob; said=$(systemd-analyze verify --man=no --generators=no /etc/systemd/system/bastide-*.{service,timer,socket} 2>&1 | grep "/bastide-\\|^bastide-"); echo "$said"; [ -z "$said" ]',
    broken: "ProtectEverything=yes\n",
  },
  {
    name: "aide",
    file: "/etc/aide.conf",
    script: "aide --config=/etc/aide.conf --config-check",
    broken: "watch_everything=yes\n",
  },
  {
    name: "chronyd",
    file: "/etc/chrony/chrony.conf",
    script: "chronyd -p -f /etc/chrony/chrony.conf > /dev/null",
    broken: "ask everybody\n",
  },
  {
    name: "modprobe",
    file: "/etc/modprobe.d/bastide.conf",
    script: "modprobe --showconfig > /dev/null",
    broken: "shut everything\n",
  },
  {
    name: "apt-config",
    file: "/etc/apt/apt.conf.d/90-bastide",
    script: "apt-config dump > /dev/null",
    broken: 'APT::Everything "more;\n',
  },
  {
    name: "apt-get",
    file: "/etc/apt/sources.list.d/debian.sources",
    script: "apt-get indextargets > /dev/null",
    broken: "\nTypes: deb\nSuites: trixie\n",
  },
  {
    name: "unbound-checkconf",
    file: "/etc/unbound/unbound.conf.d/bastide.conf",
    script: "cp /usr/share/dns/root.key /var/lib/unbound/root.key; unbound-checkconf > /dev/null",
    broken: "everything: yes\n",
  },
  {
    name: "nginx",
    file: "/etc/bastide/nginx.conf",
    script: `install -d -o www-data /run/bastide-https; nginx -q -t -c /etc/bastide/nginx.conf`,
    broken: "serve everything;\n",
  },
  {
    name: "rsyslogd",
    file: "/etc/rsyslog.d/10-bastide.conf",
    script: "rsyslogd -N1 > /dev/null 2> /tmp/said || { cat /tmp/said; exit 1; }",
    broken: 'module(load="everything")\n',
  },
];

/** Where the one program that ends TLS finds its certificates once systemd has handed them over. */
export const handedOver = (name: string): string => `${credentials}/${name}`;
