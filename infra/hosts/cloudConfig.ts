import { stringify } from "yaml";

import type { HostDescription } from "./description";
import { files } from "./files";
import type { HostFile } from "./hostFile";
import { hostNeeds } from "./rendered/hostEnv";

/**
 * What a file says besides what it does stays in this repository, but for its first lines: they say which control it serves. Without it, what
 * a host is told takes an eighth less.
 */
export function withoutComments(content: string): string {
  const lines = content.split("\n");
  const first = lines.findIndex((line) => !line.startsWith("#!"));
  return lines.filter((line, index) => index <= first || !/^\s*#/.test(line)).join("\n");
}

/**
 * The cloud-init configuration of a host: its files and packages, and the unit that does the rest. Packages are named here too,
 * for the first installation; the unit goes on trying when that fails.
 */
export function renderCloudConfig(host: HostDescription, laid: readonly HostFile[] = files(host)): string {
  const config = {
    hostname: host.name,
    fqdn: host.fqdn,
    prefer_fqdn_over_hostname: false,
    manage_etc_hosts: true,
    disable_root: true,
    ssh_pwauth: false,
    ssh_deletekeys: true,
    ssh_genkeytypes: ["ed25519"],
    // The image's own user isn't made; people are made by the steps, on every host and at every change alike.
    users: [],
    package_update: true,
    packages: hostNeeds(host).packages,
    write_files: laid.map(({ path, mode, owner, content }) => ({
      path,
      ...(mode === "0644" ? {} : { permissions: mode }),
      ...(owner === "root:root" ? {} : { owner }),
      content: withoutComments(content),
    })),
    runcmd: [
      ["systemctl", "daemon-reload"],
      ["systemctl", "enable", "--now", "nftables.service"],
      ["systemctl", "enable", "--now", "--no-block", "bastide-converge.service"],
    ],
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
