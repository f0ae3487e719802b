import type { Machine } from "../../../local-cloud/hosts";
import { until } from "../../../local-cloud/hosts/run";
import { sh } from "./converged";
import { bootLightSite, type LightSite } from "./lightSite";

/** A site of a class, and one that receives all logs. */
export const names = {
  data: "account-fr-par-data-1",
  gateway: "account-fr-par-gateway",
  receiver: "events-fr-par-data-1",
  watcher: "events-fr-par-gateway",
} as const;

/** One of them. */
export type Watched = keyof typeof names;

const steps = "/usr/lib/bastide/converge.d";

/** The services of other roles, which the base of hosts runs everywhere. */
const foreign = "unbound.service tinyproxy.service prometheus.service postgresql.service nginx.service";

/**
 * Boots the hosts and has each run the steps of logs, watch and measures. The data node's firewall is on; what the plan says of its tunnel,
 * it says of its one cable.
 */
export async function startWatched(folder: string): Promise<LightSite> {
  const site = await bootLightSite(folder, Object.values(names));
  const on = (name: Watched) => site.host(names[name]);
  await sh(on("receiver"), "mkdir -p /srv/data; mount -t tmpfs -o size=64m,mode=0755 tmpfs /srv/data");
  await sh(
    on("data"),
    `sed -i 's/"wg0"/"eth0"/' /etc/nftables.conf
systemctl stop ${foreign} 2> /dev/null || true; systemctl restart nftables.service`,
  );
  for (const name of ["receiver", "watcher", "gateway", "data"] as const)
    await sh(
      on(name),
      `mkdir -p /run/bastide /var/lib/bastide
for step in 50-setuid 80-logs 83-watch 84-metrics; do ${steps}/$step; done
systemctl stop bastide-watch.timer bastide-log-watch.timer 2> /dev/null || true`,
    );
  return site;
}

/** What the tests of the watch ask hosts. */
export function watch(site: () => LightSite) {
  const on = (name: Watched): Machine => site().host(names[name]);
  const read = async (name: Watched, file: string): Promise<ReadonlyMap<string, number>> => {
    const text = await sh(on(name), `cat ${file}`);
    return new Map(
      text.split("\n").map((row): [string, number] => {
        const space = row.lastIndexOf(" ");
        return [row.slice(0, space), Number(row.slice(space + 1))];
      }),
    );
  };
  /** What one look at a host comes to. */
  const look = async (name: Watched) => {
    await sh(on(name), "systemctl start bastide-watch.service");
    return read(name, "/var/lib/bastide-watch/watch.prom");
  };
  /** How many findings of each kind one look has, of those that it has any of. */
  const findings = async (name: Watched): Promise<Readonly<Record<string, number>>> =>
    Object.fromEntries(
      [...(await look(name))].flatMap(([row, value]) => {
        const kind = /^bastide_watch_findings\{kind="(\w+)"\}$/.exec(row)?.[1];
        return kind === undefined || value === 0 ? [] : [[kind, value]];
      }),
    );
  /** What one look at the logs comes to: calls, by rule and host, and for how long each host has been silent. */
  const lookAtLogs = async () => {
    await sh(on("receiver"), "systemctl start bastide-log-watch.service");
    const rows = await read("receiver", "/var/lib/bastide-log-watch/log-watch.prom");
    const calls: Record<string, number> = {};
    const silence: Record<string, number> = {};
    for (const [row, value] of rows) {
      const [, rule, host] = /^bastide_log_hits\{rule="([\w-]+)".*log_host="([\w-]+)"\}$/.exec(row) ?? [];
      if (rule !== undefined) calls[`${rule} ${host}`] = value;
      const [, of] = /^bastide_log_silence_seconds\{.*log_host="([\w-]+)"\}$/.exec(row) ?? [];
      if (of !== undefined) silence[of] = value;
    }
    return { calls, silence };
  };
  /** Waits until a line of a host is at the receiver. */
  const arrived = (text: string) =>
    until(
      async () =>
        (await sh(on("receiver"), `grep -rlF -e '${text}' /srv/data/logs || true`)) === "" ? undefined : true,
      { seconds: 60, everyMs: 300, late: () => `the receiver never had "${text}"` },
    );
  /** Waits until a gateway calls a person for a host. */
  const fires = (gateway: Watched, labels: string) =>
    until(
      async () =>
        (
          await sh(
            on(gateway),
            `curl -sS --get --data-urlencode 'query=ALERTS{alertstate="firing",${labels}}' http://127.0.0.1:9090/api/v1/query`,
          )
        ).includes('"result":[]')
          ? undefined
          : true,
      { seconds: 90, everyMs: 1000, late: () => `${names[gateway]} never called for ${labels}` },
    );
  return { on, look, findings, lookAtLogs, arrived, fires };
}
