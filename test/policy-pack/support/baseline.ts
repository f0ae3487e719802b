/** A cloud-init configuration that contains the baseline, written for these tests. */
export const cloudConfig = `#cloud-config
hostname: account-fr-par-data-1
disable_root: true
ssh_pwauth: false
users:
  - name: officer
    lock_passwd: true
packages:
  - nftables
  - auditd
write_files:
  - path: /etc/ssh/sshd_config.d/10-keys.conf
    permissions: "0644"
    content: |
      PermitRootLogin no
      PasswordAuthentication no
      AuthenticationMethods publickey
      PubkeyAuthOptions verify-required
  - path: /etc/nsswitch.conf
    content: |
      passwd: files
  - path: /etc/nftables.conf
    content: |
      table inet host {
        chain input {
          type filter hook input priority 0; policy drop;
        }
        chain output {
          type filter hook output priority 0; policy drop;
        }
      }
`;

/** Any text as Linode takes user data. */
export const encoded = (text: string) => Buffer.from(text).toString("base64");
