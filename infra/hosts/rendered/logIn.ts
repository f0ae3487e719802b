import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

const kinds = ["ssh-ed25519", "ecdsa-sha2-nistp256"].map((kind) => `sk-${kind}`);

/** AC-1, CM-5: how people prove who they are. Their keys lie where they can't add any themselves. */
export function logIn(host: HostDescription): HostFile {
  const lines =
    host.logIn.kind === "hardware-keys"
      ? [
          "# AC-1, CM-5: keys of hardware tokens that ask for a PIN or fingerprint, and nothing else.",
          `PubkeyAcceptedAlgorithms ${kinds.map((kind) => `${kind}@openssh.com`).join(",")}`,
          "PubkeyAuthOptions verify-required",
          "AuthorizedKeysFile /etc/ssh/people/%u",
        ]
      : [
          "# AC-1, CM-5: certificates that the organisation's authority issues for hours, after single sign-on.",
          "PubkeyAcceptedAlgorithms ssh-ed25519-cert-v01@openssh.com,sk-ssh-ed25519-cert-v01@openssh.com",
          "TrustedUserCAKeys /etc/ssh/authorities",
          "AuthorizedKeysFile none",
        ];
  return hostFile("people", "/etc/ssh/sshd_config.d/11-log-in.conf", `${lines.join("\n")}\n`, "0600");
}
