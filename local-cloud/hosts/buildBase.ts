import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { bareAdaptations, rolesAdaptations } from "./adaptations";
import type { AptMirror } from "./aptMirror";
import { packagesOf, release } from "./recipe";
import { must } from "./run";

/** Where a base is built. */
export interface Site {
  /** What becomes the base. */
  root: string;
  /** For what is needed only while building. */
  draft: string;
  /** Packages, kept from one build to the next. */
  downloads: string;
  mirror: AptMirror;
}

/** What hosts themselves are told: Debian's public names, which the world's own mirror answers to. */
const publicSources = `Types: deb
URIs: http://deb.debian.org/debian
Suites: ${release} ${release}-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://security.debian.org/debian-security
Suites: ${release}-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;

const hostsFile = `127.0.0.1 localhost
::1 localhost ip6-localhost ip6-loopback
`;

/** Inside the new Debian: installs what the arguments name. Services aren't started, and writes need not reach the disk. */
const installing = `
printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
echo force-unsafe-io > /etc/dpkg/dpkg.cfg.d/building
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
apt-get update -qq
apt-get upgrade -qq -y
apt-get install -qq -y --no-install-recommends "$@"
`;

/** Takes away what makes one host of it, so that every host makes its own. */
const forgetting = `
rm -f /usr/sbin/policy-rc.d /etc/dpkg/dpkg.cfg.d/building /etc/apt/apt.conf.d/00building /etc/apt/sources.list
rm -f /etc/ssh/ssh_host_* /var/lib/dbus/machine-id /var/lib/systemd/random-seed /etc/hostname
rm -rf /var/lib/apt/lists/* /var/log/journal/* /var/lib/cloud/* /tmp/* /var/tmp/*
: > /etc/machine-id
: > /etc/resolv.conf
cat > /etc/apt/sources.list.d/debian.sources <<'END'
${publicSources}END
find /var/log -type f -exec truncate --size=0 {} +
`;

/** Lists what is enabled, to find out afterwards what the packages of the roles have enabled. */
const listing = "systemctl list-unit-files --state=enabled --no-legend | cut -d ' ' -f 1 | sort";

/** `bare`: what a Debian 13 image of Linode's has, as far as a host without a kernel of its own goes. */
export async function debootstrap(site: Site): Promise<void> {
  const { root, mirror } = site;
  const env = mirror.proxy === undefined ? {} : { http_proxy: mirror.proxy };
  await must(
    [
      // It mounts the new system's /proc, where only it is to see that.
      ...["unshare", "--mount", "debootstrap", "--variant=minbase", "--include=ca-certificates"],
      ...["--keyring=/usr/share/keyrings/debian-archive-keyring.gpg", release, root, mirror.debian],
    ],
    { env },
  );
  const enabling = "systemctl enable -q systemd-networkd.service ssh.service";
  await inside(
    site,
    [],
    [buildingSources(mirror), installing, enabling, ...bareAdaptations, forgetting],
    packagesOf("bare"),
  );
  // Not from inside, where this machine's own is in its place.
  writeFileSync(join(root, "etc/hosts"), hostsFile);
}

/** `full`: a layer over `bare` with the packages of all roles. Nothing of theirs is enabled, started or initialised. */
export async function installRoles(site: Site, below: readonly string[]): Promise<void> {
  const disabling = `pg_dropcluster 17 main
rm -rf /var/lib/etcd/*
${listing} | comm -13 /run/before - | xargs --no-run-if-empty systemctl disable -q`;
  await inside(
    site,
    below,
    [
      buildingSources(site.mirror),
      `${listing} > /run/before`,
      installing,
      disabling,
      ...rolesAdaptations,
      forgetting,
    ],
    packagesOf("full"),
  );
}

/**
 * Runs scripts in the new Debian, one after another, with this machine's network: only there is the mirror. What is mounted for it
 * is mounted for its processes alone, and ends with them, however they end.
 */
async function inside(
  site: Site,
  below: readonly string[],
  scripts: readonly string[],
  packages: readonly string[],
): Promise<void> {
  const machine = `bastide-${basename(site.draft)}`;
  const work = join(site.draft, "work");
  const merged = join(site.draft, "merged");
  mkdirSync(work, { recursive: true });
  mkdirSync(merged, { recursive: true });
  const mounting =
    below.length === 0
      ? `mount --bind '${site.root}' '${merged}'`
      : `mount -t overlay overlay -o 'lowerdir=${below.join(":")},upperdir=${site.root},workdir=${work}' '${merged}'`;
  try {
    await must([
      ...["unshare", "--mount", "sh", "-euc", `${mounting}\nexec "$@"`, "sh"],
      ...["systemd-nspawn", "--quiet", "--as-pid2", "--register=no", "--keep-unit"],
      ...["--resolv-conf=copy-host", "--timezone=off", "--bind-ro=/etc/hosts", `--machine=${machine}`],
      ...[`--directory=${merged}`, `--bind=${site.downloads}:/var/cache/apt/archives`],
      ...["sh", "-euc", scripts.join("\n"), "sh", ...packages],
    ]);
  } finally {
    rmSync(`/run/systemd/nspawn/propagate/${machine}`, { recursive: true, force: true });
  }
}

/** A script that tells apt where this machine gets Debian from, for as long as the base is being built. */
function buildingSources({ debian, security, proxy }: AptMirror): string {
  const settings = ['APT::Keep-Downloaded-Packages "true";'];
  if (proxy !== undefined) settings.push(`Acquire::http::Proxy "${proxy}";`);
  return `rm -f /etc/apt/sources.list.d/debian.sources
cat > /etc/apt/sources.list <<'END'
deb ${debian} ${release} main
deb ${debian} ${release}-updates main
deb ${security} ${release}-security main
END
cat > /etc/apt/apt.conf.d/00building <<'END'
${settings.join("\n")}
END`;
}
