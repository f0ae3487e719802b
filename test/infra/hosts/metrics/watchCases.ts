import { flat, line, one, pair, type RuleCase } from "./ruleCase";

const packets = (what: string) => `bastide_firewall_packets_total{instance="x",what="${what}"}`;
const written = (name: string) =>
  `node_textfile_mtime_seconds{instance="x",file="/var/lib/bastide-${name}/${name}.prom"}`;
const hits = (rule: string) =>
  `bastide_log_hits{instance="r",rule="${rule}",severity="critical",log_class="account",log_host="h"}`;
const rule = 'bastide_log_rule_info{instance="r",rule="a",control="VI-2",first="Look."}';
const silent = 'bastide_log_silence_seconds{instance="r",log_class="account",log_host="h"}';
const up = 'up{job="host",instance="x"}';

/** Rules about traffic, workloads and logs (VI-2). */
export const watchCases: readonly RuleCase[] = [
  ...pair(
    "LeavesAgainstPlan",
    9,
    { [packets("out_refused")]: "0 0 0 0 0 4 4 4 4 4" },
    { [packets("out_refused")]: "0 0 0 0 0 1 1 1 1 1" },
  ),
  {
    alert: "LeavesAgainstPlan",
    name: "fires for what a host wants passed on",
    series: { [packets("forwarded")]: line(0, 1, 20) },
    at: 19,
    fires: true,
  },
  {
    alert: "LeavesAgainstPlan",
    name: "is quiet for what waits for its tunnel and for reports of groups",
    series: { [packets("out_untunnelled")]: line(0, 60, 20), [packets("out_groups")]: line(0, 9, 20) },
    at: 19,
    fires: false,
  },
  {
    alert: "LeavesAgainstPlan",
    name: "is quiet when the firewall is loaded anew",
    series: { [packets("out_refused")]: "9 9 9 9 9 0 0 0 0 0" },
    at: 9,
    fires: false,
  },
  ...pair(
    "ScannedFromInside",
    1,
    one('bastide_firewall_probed_ports{instance="x"}', 11, 5),
    one('bastide_firewall_probed_ports{instance="x"}', 10, 5),
  ),
  ...pair(
    "ScannedFromInside",
    15,
    { [packets("in_vpc")]: line(0, 31, 20) },
    { [packets("in_vpc")]: line(0, 29, 20) },
  ),
  {
    alert: "ScannedFromInside",
    name: "is quiet for the internet's noise",
    series: { [packets("in_other")]: line(0, 5000, 20), [packets("in_invalid")]: line(0, 5000, 20) },
    at: 15,
    fires: false,
  },
  ...pair(
    "FirewallChanged",
    4,
    one('bastide_firewall_as_planned{instance="x"}', 0, 9),
    one('bastide_firewall_as_planned{instance="x"}', 1, 9),
  ),
  ...pair(
    "ProxyRefuses",
    1,
    one('bastide_proxy_refused{instance="x"}', 3, 5),
    one('bastide_proxy_refused{instance="x"}', 2, 5),
  ),
  ...pair(
    "StrangeWorkload",
    1,
    one('bastide_watch_findings{instance="x",kind="shell"}', 1, 5),
    one('bastide_watch_findings{instance="x",kind="shell"}', 0, 5),
  ),
  ...["watch", "log-watch"].flatMap((name) =>
    pair(
      "WatchBlind",
      25,
      { [written("watch")]: line(0, 60, 30), [written(name)]: flat(0, 30) },
      { [written("watch")]: line(0, 60, 30), [written(name)]: line(0, 60, 30) },
    ),
  ),
  {
    alert: "WatchBlind",
    name: "fires where a part can't look",
    series: { [written("watch")]: line(0, 60, 30), 'bastide_watch_broken{instance="x"}': flat(1, 30) },
    at: 25,
    fires: true,
  },
  {
    alert: "WatchBlind",
    name: "fires where there never was a watch",
    series: { [up]: flat(1, 30) },
    at: 25,
    fires: true,
  },
  ...pair("LogCalls", 1, { [hits("a")]: flat(1, 5), [rule]: flat(1, 5) }, { [rule]: flat(1, 5) }),
  ...pair("LogSilent", 5, one(silent, 901, 9), one(silent, 900, 9)),
  ...pair(
    "LogWatchBehind",
    15,
    one('bastide_log_watch_behind_bytes{instance="r"}', 2 ** 26 + 1, 20),
    one('bastide_log_watch_behind_bytes{instance="r"}', 2 ** 26, 20),
  ),
];
