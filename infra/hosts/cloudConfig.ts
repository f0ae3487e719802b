import { stringify } from "yaml";

import type { HostDescription } from "./description";
import { hostFirewall } from "./hostFirewall";

/** SSH for people: keys of hardware tokens with verification, nothing else (AC-1, CM-5). */
const sshSettings = `# Written by Bastide: keys of hardware tokens only, no root, no password.
PermitRootLogin no
PasswordAuthentication no
KbdInteractiveAuthentication no
AuthenticationMethods publickey
PubkeyAuthOptions verify-required
X11Forwarding no
AllowAgentForwarding no
AllowTcpForwarding no
MaxAuthTries 3
`;

/**
 * The cloud-init configuration of a host. The first version of the baseline: people, SSH, host firewall, proxy, names and time.
 */
export function renderCloudConfig(host: HostDescription): string {
  const isGateway = host.role === "gateway";
  const proxy = `http://${host.addresses.gateway}:3128`;
  const config = {
    hostname: host.name,
    fqdn: host.fqdn,
    prefer_fqdn_over_hostname: false,
    manage_etc_hosts: true,
    disable_root: true,
    ssh_pwauth: false,
    ssh_deletekeys: true,
    users: host.administrators.map((person) => ({
      name: person.login,
      gecos: person.name,
      shell: "/bin/bash",
      lock_passwd: true,
      ...(person.sudo ? { groups: ["sudo"], sudo: "ALL=(ALL) NOPASSWD:ALL" } : {}),
      ssh_authorized_keys: person.keys.map((key) => `verify-required ${key}`),
    })),
    ...(isGateway ? {} : { apt: { http_proxy: proxy, https_proxy: proxy } }),
    package_update: true,
    packages: [
      "nftables",
      "chrony",
      "wireguard-tools",
      "auditd",
      ...(isGateway ? ["tinyproxy", "unbound"] : []),
    ],
    write_files: [
      { path: "/etc/ssh/sshd_config.d/10-bastide.conf", permissions: "0644", content: sshSettings },
      { path: "/etc/nftables.conf", permissions: "0640", content: hostFirewall(host) },
      {
        path: "/etc/bastide/host.json",
        permissions: "0644",
        content: `${JSON.stringify({ ...host, administrators: undefined }, null, 1)}\n`,
      },
    ],
    runcmd: [
      ["systemctl", "enable", "--now", "nftables.service"],
      ["systemctl", "reload-or-restart", "ssh.service"],
    ],
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
