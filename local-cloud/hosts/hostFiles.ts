import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plug } from "./network";

/** What cloud-init is given through its NoCloud source, byte for byte. */
export interface Seed {
  readonly userData: string | Buffer;
  /** Default: an instance id and the host's name. */
  readonly metaData?: string | Buffer;
  readonly vendorData?: string | Buffer;
  /** Without it, cloud-init leaves the network alone, as on Linode, whose Network Helper writes it. */
  readonly networkConfig?: string | Buffer;
}

/** A file that is laid into a host before it boots for the first time. */
export interface HostFile {
  readonly content: string | Buffer;
  /** Default: 0o644. */
  readonly mode?: number;
}

const seedFolder = "/var/lib/cloud/seed/nocloud";

/** Keeps cloud-init from the network, which Linode's Network Helper has written. */
export const unmanagedNetwork: Readonly<Record<string, HostFile>> = {
  "/etc/cloud/cloud.cfg.d/99-network-helper.cfg": { content: "network: {config: disabled}\n" },
};

/** The files of the seed, by their paths in the host. */
export function seedFiles(name: string, seed: Seed): Record<string, HostFile> {
  const files: Record<string, HostFile> = {
    [`${seedFolder}/user-data`]: { content: seed.userData, mode: 0o600 },
    [`${seedFolder}/meta-data`]: {
      content: seed.metaData ?? `instance-id: ${name}\nlocal-hostname: ${name}\n`,
    },
  };
  if (seed.vendorData !== undefined)
    files[`${seedFolder}/vendor-data`] = { content: seed.vendorData, mode: 0o600 };
  if (seed.networkConfig !== undefined)
    files[`${seedFolder}/network-config`] = { content: seed.networkConfig };
  else Object.assign(files, unmanagedNetwork);
  return files;
}

/** What Linode's Network Helper writes at each boot: a static file for each interface, and the resolvers. */
export function networkFiles(plugs: readonly Plug[], resolvers: readonly string[]): Record<string, HostFile> {
  const files: Record<string, HostFile> = {
    "/etc/resolv.conf": { content: resolvers.map((resolver) => `nameserver ${resolver}\n`).join("") },
  };
  for (const [index, plug] of plugs.entries())
    files[`/etc/systemd/network/05-eth${index}.network`] = { content: networkFile(`eth${index}`, plug) };
  return files;
}

function networkFile(name: string, { addresses, gateway, routes = [] }: Plug): string {
  const lines = [
    ...["[Match]", `Name=${name}`, "", "[Network]", "DHCP=no", "IPv6AcceptRA=no", "LinkLocalAddressing=ipv6"],
    ...addresses.map((address) => `Address=${address}`),
    ...(gateway === undefined ? [] : [`Gateway=${gateway}`]),
    ...routes.flatMap(({ to, via }) => ["", "[Route]", `Destination=${to}`, `Gateway=${via}`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Lays the files out in a folder as they are to be in the host, which takes them over when it is started. */
export function stage(folder: string, files: Readonly<Record<string, HostFile>>): void {
  for (const [path, { content, mode = 0o644 }] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    rmSync(target, { force: true });
    writeFileSync(target, content);
    // Not by writeFileSync: the umask would take part of it away.
    chmodSync(target, mode);
  }
}
