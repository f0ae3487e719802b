import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

/** VI-1, BC-1: each node of a site has a time of its own for updates, two hours from the next, so that never two go at once. */
export function updateWindow(host: HostDescription): HostFile {
  const names = [host.name, ...host.neighbours.map(({ name }) => name)].sort();
  const hour = (2 * names.indexOf(host.name)) % 24;
  const text = `# VI-1, BC-1: updates in a window that no neighbour has.
[Timer]
OnCalendar=
OnCalendar=*-*-* ${String(hour).padStart(2, "0")}:00
RandomizedDelaySec=20min
`;
  return hostFile("network", "/etc/systemd/system/apt-daily-upgrade.timer.d/bastide.conf", text);
}
