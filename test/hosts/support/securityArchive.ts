/**
 * Shell for a host: `build VERSION` puts a package `aged` with a service of its own into an archive there, `publish LABEL` makes it one that
 * apt knows: with `Debian-Security` it is Debian's archive of security updates. `version` and `runs` tell what is there, and whether the service's
 * process is the installed program.
 */
export const securityArchive = `umask 022
archive=/srv/archive
build() {
  tree=$(mktemp -d)
  mkdir -p "$archive" "$tree"/{DEBIAN,usr/lib/aged,usr/lib/systemd/system}
  printf 'Package: aged\\nVersion: %s\\nArchitecture: all\\nMaintainer: nobody <nobody@example.com>\\nDescription: of a test\\n' "$1" > "$tree/DEBIAN/control"
  { cat /usr/bin/sleep; echo "version $1"; } > "$tree/usr/lib/aged/aged"
  chmod 0755 "$tree" "$tree/usr/lib/aged/aged"
  printf '[Service]\\nExecStart=/usr/lib/aged/aged infinity\\n' > "$tree/usr/lib/systemd/system/aged.service"
  dpkg-deb -b "$tree" "$archive/aged_$1.deb" > /dev/null
  rm -r "$tree"
}
publish() {
  rm -f /etc/apt/sources.list.d/*
  echo "deb [trusted=yes] file:$archive ./" > /etc/apt/sources.list.d/archive.list
  cd "$archive"
  apt-ftparchive packages . > Packages
  release=APT::FTPArchive::Release
  apt-ftparchive -o $release::Origin=Debian -o $release::Label="$1" -o $release::Suite=stable-security -o $release::Codename=trixie-security release . > /tmp/Release
  mv /tmp/Release Release
}
version() { dpkg-query -W -f '\${Version}' aged; }
runs() { cmp -s "/proc/$(systemctl show -P MainPID aged.service)/exe" /usr/lib/aged/aged; }
`;
