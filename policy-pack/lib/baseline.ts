import { fileIn, isOn, listIn, without } from "./cloudConfig";

/** One part of what every host must be started with. */
interface Part {
  readonly what: string;
  readonly isIn: (config: string) => boolean;
}

const sshd = /^\/etc\/ssh\/sshd_config(?:\.d\/[\w.-]+\.conf)?$/;
const has = (pattern: RegExp, text: string) => pattern.test(text);

/** Whether each setting of the secure shell that speaks of this says no, and at least one does. */
const says = (setting: string, value: string) => (config: string) => {
  const text = fileIn(config, sshd);
  const given = [...text.matchAll(new RegExp(`^\\s*${setting}\\s+(\\S+)`, "gim"))].map(([, word]) => word);
  return given.length > 0 && given.every((word) => word === value);
};

/** The baseline, as the pack reads it. `infra/hosts` says what it is for; this says only how to see it. */
export const baseline: readonly Part[] = [
  { what: "`ssh_pwauth: false`", isIn: (config) => isOn(config, "ssh_pwauth", "false") },
  { what: "`disable_root: true`", isIn: (config) => isOn(config, "disable_root", "true") },
  { what: "`PermitRootLogin no` in the secure shell's configuration", isIn: says("PermitRootLogin", "no") },
  { what: "`PasswordAuthentication no` there", isIn: says("PasswordAuthentication", "no") },
  {
    what: "`AuthenticationMethods publickey` there, with `PubkeyAuthOptions verify-required` or, for certificates, `AuthorizedKeysFile none` and `TrustedUserCAKeys`",
    isIn: (config) =>
      says("AuthenticationMethods", "publickey")(config) &&
      (says("PubkeyAuthOptions", "verify-required")(config) ||
        (says("AuthorizedKeysFile", "none")(config) &&
          has(/^\s*TrustedUserCAKeys\s+\//m, fileIn(config, sshd)))),
  },
  {
    what: "nobody with a key outside a hardware token, unless certificates alone are taken",
    isIn: (config) => {
      const keys = config.match(/(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+) AAAA[A-Za-z0-9+/]/g) ?? [];
      return keys.length === 0 || says("AuthorizedKeysFile", "none")(config);
    },
  },
  { what: "the package `nftables`", isIn: (config) => listIn(config, "packages").includes("nftables") },
  { what: "the package `auditd`", isIn: (config) => listIn(config, "packages").includes("auditd") },
  {
    what: "`/etc/nftables.conf` with input and output that drop",
    isIn: (config) => {
      const text = fileIn(config, /^\/etc\/nftables\.conf$/);
      const hook = (name: string) => new RegExp(`^\\s*type filter hook ${name} [^\\n]*policy drop;`, "m");
      return has(hook("input"), text) && has(hook("output"), text);
    },
  },
  {
    what: "nobody with a password (`chpasswd`, `passwd`, `plain_text_passwd`, `lock_passwd: false`)",
    isIn: (config) => {
      const text = without(config, "write_files");
      return (
        !has(/(?:^|[\s{,"'])(?:chpasswd|password|plain_text_passwd|hashed_passwd|passwd)["']?\s*:/m, text) &&
        !has(/lock_passwd["']?\s*:(?!\s*true\s*$)/m, text)
      );
    },
  },
];

/** Whether a text is what cloud-init takes for its configuration. */
export function isCloudConfig(text: string): boolean {
  return /^#cloud-config\s*$/m.test(text.slice(0, 200));
}

/** The parts of the baseline that a cloud-init configuration lacks, in words. */
export function missingFrom(config: string): readonly string[] {
  return baseline.flatMap(({ what, isIn }) => (isIn(config) ? [] : [what]));
}
