/**
 * What makes up for a host's lack of a kernel of its own, as scripts that are run while a base is built. Each lets something work, or be
 * skipped and shown as skipped, that would else fail here and nowhere else. Nothing here changes what a host's description can say.
 */

/** A drop-in of the distribution's kind, which a host's own in /etc comes after. */
function dropIn(unit: string, text: string): string {
  const folder = `/usr/lib/systemd/system/${unit}.d`;
  return `mkdir -p ${folder}\ncat > ${folder}/host.conf <<'END'\n${text}END`;
}

/** systemd passes over devices in fstab where /sys is read-only, and so would never mount a volume at boot. */
const generator = "/usr/lib/systemd/system-generators/volumes-of-fstab";
const volumesOfFstab = `cat > ${generator} <<'END'
#!/bin/sh
while read -r what where type options rest; do
  case $what in /dev/disk/by-id/*) ;; *) continue ;; esac
  unit=$(systemd-escape --path --suffix=mount "$where")
  printf '[Unit]\\nSourcePath=/etc/fstab\\nBefore=local-fs.target\\n\\n[Mount]\\nWhat=%s\\nWhere=%s\\nType=%s\\nOptions=%s\\n' \
    "$what" "$where" "$type" "$options" > "$1/$unit"
  case ,$options, in
    *,noauto,*) continue ;;
    *,nofail,*) need=wants ;;
    *) need=requires ;;
  esac
  mkdir -p "$1/local-fs.target.$need"
  ln -sf "../$unit" "$1/local-fs.target.$need/$unit"
done < /etc/fstab
END
chmod 755 ${generator}`;

export const bareAdaptations: readonly string[] = [
  // It would not try where part of the settings is read-only. Those that a host can't set are passed over.
  dropIn("systemd-sysctl.service", "[Unit]\nConditionPathIsReadWrite=\n"),
  volumesOfFstab,
];

export const rolesAdaptations: readonly string[] = [
  // The kernel's clock is this machine's. chrony measures it and tells others the time, and never sets it.
  dropIn(
    "chrony.service",
    "[Unit]\nConditionCapability=\n\n[Service]\nExecStart=\nExecStart=!/usr/sbin/chronyd -x $DAEMON_OPTS\n",
  ),
  // The kernel's audit is the machine's too: these are skipped.
  dropIn("auditd.service", "[Unit]\nConditionVirtualization=!container\n"),
  dropIn("audit-rules.service", "[Unit]\nConditionVirtualization=!container\n"),
];
