import type { HostAddress, HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

const part = "updates";
const day = 24 * 60;
const longest = 60;
const shortest = 30;

/** When a host may be updated, in minutes from midnight (UTC). */
export interface UpdateWindow {
  readonly start: number;
  readonly minutes: number;
}

/** Which hosts stand in for each other: the members of a cluster, the edges, the services. */
const tierOf = (host: HostDescription, name: string): "members" | "edges" | "services" => {
  const { edges = [], services = [] } = host.endpoint ?? {};
  if (edges.some((each) => each.name === name)) return "edges";
  return services.some((each) => each.name === name) ? "services" : "members";
};

/**
 * BC-1: each host of a class has a window of its own, in all regions: sites take turns, so that neighbours are as far apart as can be. Every
 * site of a class has the same nodes. Where a class has too many for that, hosts of different tiers may share one.
 */
export function updateWindow(host: HostDescription): UpdateWindow {
  const all = [host.name, ...host.neighbours.map(({ name }) => name)].sort();
  const sites = host.sites.length;
  const own = tierOf(host, host.name);
  const hasRoom = sites * all.length * shortest <= day;
  const tiers = (["members", "edges", "services"] as const).map((tier) =>
    all.filter((name) => tierOf(host, name) === tier),
  );
  const most = hasRoom ? all.length : Math.max(...tiers.map(({ length }) => length));
  const names = hasRoom ? all : all.filter((name) => tierOf(host, name) === own);
  const minutes = Math.min(longest, Math.floor(day / (sites * most)));
  const site = host.sites.findIndex(({ region }) => region === host.region);
  return { start: (names.indexOf(host.name) * sites + site) * minutes, minutes };
}

/** Who has to be there while a host is away: of its site, and of other regions as far as it reaches them. */
function standIns(host: HostDescription): {
  readonly site: readonly HostAddress[];
  readonly other: readonly HostAddress[];
} {
  const others = host.sites.filter(({ region }) => region !== host.region);
  const of: Readonly<Record<string, readonly [site: readonly HostAddress[], other: readonly HostAddress[]]>> =
    {
      gateway: [[], others.map(({ gateway }) => gateway)],
      data: [
        host.sites.filter(({ region }) => region === host.region).flatMap(({ dataNodes }) => dataNodes),
        others.flatMap(({ dataNodes }) => dataNodes),
      ],
      edge: [host.endpoint?.edges ?? [], []],
      service: [host.endpoint?.services ?? [], []],
    };
  const [site = [], other = []] = of[host.role] ?? [];
  return { site: site.filter(({ name }) => name !== host.name), other };
}

const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

/** VI-1, BC-1: when updates come, and who has to be there for a reboot. */
export function updateFiles(host: HostDescription): readonly HostFile[] {
  const { start, minutes } = updateWindow(host);
  const { site, other } = standIns(host);
  const list = (hosts: readonly HostAddress[]) =>
    hosts.map(({ name, overlay }) => `${name}=${overlay}`).join(" ");
  const timer = `# VI-1, BC-1: once a day, in a window that no other host of the class has. A host that was off waits for its next one.
[Unit]
Description=Daily run of bastide-updates

[Timer]
OnCalendar=*-*-* ${clock(start)} UTC
RandomizedDelaySec=5min
FixedRandomDelay=yes
Persistent=no

[Install]
WantedBy=timers.target
`;
  const values = {
    START: String(start),
    MINUTES: String(minutes),
    SITE_STAND_INS: list(site),
    OTHER_STAND_INS: list(other),
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'\n`);
  return [
    hostFile(part, "/etc/systemd/system/bastide-updates.timer", timer),
    hostFile(
      part,
      "/etc/bastide/updates.env",
      `# VI-1, BC-1: the window, in minutes from midnight (UTC), and who stands in for this host.\n${lines.join("")}`,
    ),
  ];
}
