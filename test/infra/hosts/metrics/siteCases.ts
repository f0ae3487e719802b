import { flat, hour, line, one, pair, type RuleCase } from "./ruleCase";

const primary = (minutes: number, value = 1) => one('patroni_primary{instance="x"}', value, minutes);
const leaders = (here: number, standby: number): RuleCase["series"] => ({
  'patroni_primary{instance="x"}': flat(here, 9),
  'patroni_standby_leader{instance="y"}': flat(standby, 9),
});
const follower = (name: string, unit: string) =>
  `bastide_follower_lag_${unit}{instance="x",follower="${name}"}`;
const job = (name: string) => `bastide_job_ok{instance="x",unit="bastide-${name}.service"}`;
const copied = (host: string, to: string) =>
  `bastide_objects_timestamp_seconds{instance="${host}",to="${to}"}`;
const copying = one(job("objects"), 0, 70);
const backup = (repository: number) =>
  `bastide_backup_timestamp_seconds{instance="x",repository="${repository}"}`;
const disk = (name: string) => `node_filesystem_${name}_bytes{instance="x",mountpoint="/srv/data"}`;
const written = (name: string) =>
  `node_textfile_mtime_seconds{instance="x",file="/var/lib/bastide-findings/${name}.prom"}`;
const check = (name: string) => `bastide_check_timestamp_seconds{instance="x",check="${name}"}`;

const followed = (here: number) => ({ ...primary(9, here), ...one("bastide:followers", 2, 9) });
const forecast = (used: number) => ({
  [disk("size")]: flat(80, 80),
  [disk("avail")]: flat(80 - used, 80),
  ...one("bastide:forecast_bytes", 30, 80),
});

/** Rules about a site as a whole, its jobs, and the watch itself. */
export const siteCases: readonly RuleCase[] = [
  ...pair(
    "GatewayAway",
    5,
    one('up{job="gateway",instance="x"}', 0, 9),
    one('up{job="gateway",instance="x"}', 1, 9),
  ),
  ...pair(
    "ServiceDown",
    7,
    one('bastide_service_up{instance="x",unit="u"}', 0, 9),
    one('bastide_service_up{instance="x",unit="u"}', 1, 9),
  ),
  ...pair("JobFailed", 7, one(job("backup"), 0, 9), one(job("backup"), 1, 9)),
  {
    alert: "JobFailed",
    name: "fires for a check of packages that found none and failed",
    series: { [job("packages")]: flat(0, 9), 'bastide_findings{instance="x",check="packages"}': flat(0, 9) },
    at: 7,
    fires: true,
  },
  {
    alert: "JobFailed",
    name: "is quiet for a check of packages that found some",
    series: { [job("packages")]: flat(0, 9), 'bastide_findings{instance="x",check="packages"}': flat(2, 9) },
    at: 7,
    fires: false,
  },
  ...pair("FindingsMissing", 25, one(written("findings"), 0, 30), { [written("findings")]: line(0, 60, 30) }),
  {
    alert: "FindingsMissing",
    name: "fires where there are none, whatever else is told",
    series: { 'up{job="host",instance="x"}': flat(1, 30), [written("logs")]: line(0, 60, 30) },
    at: 15,
    fires: true,
  },
  {
    alert: "FindingsMissing",
    name: "fires where a part is missing",
    series: { [written("findings")]: line(0, 60, 30), 'bastide_findings_broken{instance="x"}': flat(1, 30) },
    at: 15,
    fires: true,
  },
  ...pair(
    "WatchFails",
    15,
    { 'alertmanager_notifications_failed_total{instance="x"}': line(0, 1, 20) },
    { 'alertmanager_notifications_failed_total{instance="x"}': flat(9, 20) },
  ),
  {
    alert: "WatchFails",
    name: "fires for a rule that can't be judged",
    series: { 'prometheus_rule_evaluation_failures_total{instance="x"}': line(0, 1, 20) },
    at: 15,
    fires: true,
  },
  {
    alert: "DatabaseAway",
    name: "fires when its measures are away",
    series: one('up{job="database",instance="x"}', 0, 9),
    at: 4,
    fires: true,
  },
  ...pair("TwoLead", 3, leaders(1, 1), leaders(1, 0)),
  ...pair(
    "FailoverStuck",
    5,
    { 'patroni_dcs_last_seen{instance="x"}': flat(0, 9) },
    { 'patroni_dcs_last_seen{instance="x"}': line(0, 60, 9) },
  ),
  {
    alert: "FailoverStuck",
    name: "fires in failsafe mode",
    series: one('patroni_failsafe_mode_is_active{instance="x"}', 1, 9),
    at: 5,
    fires: true,
  },
  ...pair(
    "FailoverOff",
    70,
    one('patroni_is_paused{instance="x"}', 1, 80),
    one('patroni_is_paused{instance="x"}', 0, 80),
  ),
  ...(["replica", "standby_leader"] as const).flatMap((role) =>
    pair(
      "FollowerCutOff",
      5,
      {
        [`patroni_${role}{instance="x"}`]: flat(1, 9),
        'patroni_postgres_streaming{instance="x"}': flat(0, 9),
      },
      {
        [`patroni_${role}{instance="x"}`]: flat(1, 9),
        'patroni_postgres_streaming{instance="x"}': flat(1, 9),
      },
    ),
  ),
  {
    alert: "FollowerCutOff",
    name: "is quiet for the primary",
    series: {
      'patroni_replica{instance="x"}': flat(0, 9),
      'patroni_postgres_streaming{instance="x"}': flat(0, 9),
    },
    at: 5,
    fires: false,
  },
  ...pair(
    "FollowerMissing",
    5,
    { ...followed(1), [follower("y", "bytes")]: flat(0, 9) },
    { ...followed(1), [follower("y", "bytes")]: flat(0, 9), [follower("z", "bytes")]: flat(0, 9) },
  ),
  { alert: "FollowerMissing", name: "fires when nobody follows", series: followed(1), at: 5, fires: true },
  {
    alert: "FollowerMissing",
    name: "is quiet in a standby region",
    series: followed(0),
    at: 5,
    fires: false,
  },
  ...pair("FollowerBehind", 3, one(follower("y", "bytes"), 70e6, 9), one(follower("y", "bytes"), 60e6, 9)),
  ...pair("FollowerBehind", 3, one(follower("y", "seconds"), 61, 9), one(follower("y", "seconds"), 60, 9)),
  ...pair(
    "PageBroken",
    1,
    one('bastide_checksums_failures{instance="x",datname="d"}', 1, 5),
    one('bastide_checksums_failures{instance="x",datname="d"}', 0, 5),
  ),
  ...pair(
    "BackupOld",
    30 * hour,
    { ...primary(40 * hour), [backup(1)]: flat(6 * hour * 60, 40 * hour), [backup(2)]: flat(0, 40 * hour) },
    {
      ...primary(40 * hour),
      [backup(1)]: flat(6 * hour * 60, 40 * hour),
      [backup(2)]: flat(6 * hour * 60, 40 * hour),
    },
  ),
  {
    alert: "BackupOld",
    name: "fires where there is none",
    series: primary(4 * hour),
    at: 3 * hour,
    fires: true,
  },
  {
    alert: "BackupOld",
    name: "is quiet in a standby region, which makes none",
    series: primary(4 * hour, 0),
    at: 3 * hour,
    fires: false,
  },
  ...pair(
    "RestoreTestFailed",
    1,
    one('bastide_restore_test_failed{instance="x"}', 1, 5),
    one('bastide_restore_test_failed{instance="x"}', 0, 5),
  ),
  ...pair(
    "ObjectsNotCopied",
    60,
    // One region has everything, another has not; the last run was just now.
    { ...primary(70), [copied("x", "a")]: line(0, 60, 70), [copied("x", "b")]: flat(0, 70), ...copying },
    { ...primary(70), [copied("x", "a")]: line(0, 60, 70), [copied("x", "b")]: line(0, 60, 70), ...copying },
  ),
  {
    alert: "ObjectsNotCopied",
    name: "fires where the job tells of no copy",
    series: { ...primary(70), ...copying },
    at: 60,
    fires: true,
  },
  {
    alert: "ObjectsNotCopied",
    name: "is quiet where a class keeps no objects",
    series: { ...primary(70), ...one(job("backup"), 1, 70) },
    at: 60,
    fires: false,
  },
  {
    alert: "ObjectsNotCopied",
    name: "is quiet where another node copies now",
    series: { ...primary(70), [copied("y", "a")]: flat(0, 70), [copied("x", "a")]: line(0, 60, 70) },
    at: 60,
    fires: false,
  },
  {
    alert: "ObjectsNotCopied",
    name: "is quiet where another region copies now",
    series: { ...primary(70, 0), [copied("x", "a")]: flat(0, 70), ...copying },
    at: 60,
    fires: false,
  },
  ...pair(
    "UpdatesNotRunning",
    76 * hour,
    one('bastide_updates_running_timestamp_seconds{instance="x"}', 2 * hour * 60, 78 * hour),
    one('bastide_updates_running_timestamp_seconds{instance="x"}', 5 * hour * 60, 78 * hour),
  ),
  {
    alert: "UpdatesNotRunning",
    name: "fires where a host tells nothing of its updates",
    series: { 'up{job="host",instance="x"}': flat(1, 80) },
    at: 70,
    fires: true,
  },
  ...pair("ForecastExceeded", 70, forecast(34), forecast(32)),
  ...pair(
    "CheckNeverRun",
    30 * hour,
    {
      'up{job="host",instance="x"}': flat(1, 31 * hour),
      [check("files")]: flat(1, 31 * hour),
      [check("malware")]: flat(1, 31 * hour),
    },
    {
      'up{job="host",instance="x"}': flat(1, 31 * hour),
      [check("files")]: flat(1, 31 * hour),
      [check("malware")]: flat(1, 31 * hour),
      [check("packages")]: flat(1, 31 * hour),
    },
  ),
];
