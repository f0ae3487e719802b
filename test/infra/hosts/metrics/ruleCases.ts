import { regionCases } from "./regionCases";
import { day, flat, hour, line, one, pair, type RuleCase } from "./ruleCase";
import { siteCases } from "./siteCases";
import { watchCases } from "./watchCases";

/** Every rule, with what it fires for and what it does not. Times are seconds since the start of a case. */
export const ruleCases: readonly RuleCase[] = [
  { alert: "OnDuty", name: "always comes", series: {}, at: 1, fires: true },
  ...pair("HostAway", 5, one('up{job="host",instance="x"}', 0, 9), one('up{job="host",instance="x"}', 1, 9)),
  {
    alert: "HostAway",
    name: "waits three minutes",
    series: one('up{job="host",instance="x"}', 0, 9),
    at: 2,
    fires: false,
  },
  ...pair(
    "DatabaseAway",
    4,
    one('patroni_postgres_running{instance="x"}', 0, 9),
    one('patroni_postgres_running{instance="x"}', 1, 9),
  ),
  {
    alert: "DatabaseAway",
    name: "fires when Patroni does not answer",
    series: one('up{job="cluster",instance="x"}', 0, 9),
    at: 4,
    fires: true,
  },
  ...pair(
    "NobodyLeads",
    3,
    { 'patroni_primary{instance="x"}': flat(0, 9), 'patroni_standby_leader{instance="x"}': flat(0, 9) },
    { 'patroni_primary{instance="x"}': flat(0, 9), 'patroni_standby_leader{instance="x"}': flat(1, 9) },
  ),
  ...pair(
    "ReplicationLags",
    5,
    {
      'pg_replication_lag_seconds{instance="x"}': flat(61, 9),
      'pg_replication_is_replica{instance="x"}': flat(1, 9),
    },
    {
      'pg_replication_lag_seconds{instance="x"}': flat(60, 9),
      'pg_replication_is_replica{instance="x"}': flat(1, 9),
    },
  ),
  {
    alert: "ReplicationLags",
    name: "is quiet on the primary",
    series: {
      'pg_replication_lag_seconds{instance="x"}': flat(900, 9),
      'pg_replication_is_replica{instance="x"}': flat(0, 9),
    },
    at: 5,
    fires: false,
  },
  ...pair(
    "ArchiveFails",
    20,
    {
      'pg_stat_archiver_failed_count{instance="x"}': line(0, 1, 30),
      'pg_stat_archiver_archived_count{instance="x"}': flat(7, 30),
    },
    {
      'pg_stat_archiver_failed_count{instance="x"}': line(0, 1, 30),
      'pg_stat_archiver_archived_count{instance="x"}': line(0, 1, 30),
    },
  ),
  ...pair(
    "RestoreTestOld",
    10 * day,
    one('bastide_restore_test_timestamp_seconds{instance="x"}', 0, 11 * day),
    one('bastide_restore_test_timestamp_seconds{instance="x"}', 3 * day * 60, 11 * day),
  ),
  ...pair(
    "DiskFillsUp",
    2 * day,
    {
      'node_filesystem_avail_bytes{instance="x",mountpoint="/"}': line(49_000, -1.1, 3 * day),
      'node_filesystem_size_bytes{instance="x",mountpoint="/"}': flat(100_000, 3 * day),
    },
    {
      'node_filesystem_avail_bytes{instance="x",mountpoint="/"}': line(49_000, -1, 3 * day),
      'node_filesystem_size_bytes{instance="x",mountpoint="/"}': flat(100_000, 3 * day),
    },
  ),
  ...pair(
    "DiskFull",
    10,
    {
      'node_filesystem_avail_bytes{instance="x",mountpoint="/srv/data"}': flat(9, 20),
      'node_filesystem_size_bytes{instance="x",mountpoint="/srv/data"}': flat(100, 20),
    },
    {
      'node_filesystem_avail_bytes{instance="x",mountpoint="/srv/data"}': flat(11, 20),
      'node_filesystem_size_bytes{instance="x",mountpoint="/srv/data"}': flat(100, 20),
    },
  ),
  ...pair(
    "MemoryShort",
    15,
    {
      'node_memory_MemAvailable_bytes{instance="x"}': flat(4, 20),
      'node_memory_MemTotal_bytes{instance="x"}': flat(100, 20),
    },
    {
      'node_memory_MemAvailable_bytes{instance="x"}': flat(6, 20),
      'node_memory_MemTotal_bytes{instance="x"}': flat(100, 20),
    },
  ),
  ...(
    [
      ["FilesChanged", "files", 1],
      ["MalwareFound", "malware", 1],
      ["PackagesVulnerable", "packages", 3 * day],
    ] as const
  ).flatMap(([alert, check, at]) =>
    pair(
      alert,
      at,
      one(`bastide_findings{instance="x",check="${check}"}`, 1, at + 30),
      one(`bastide_findings{instance="x",check="${check}"}`, 0, at + 30),
    ),
  ),
  ...pair(
    "CheckLate",
    52 * hour,
    one('bastide_check_timestamp_seconds{instance="x",check="files"}', 0, 53 * hour),
    one('bastide_check_timestamp_seconds{instance="x",check="files"}', 5 * hour * 60, 53 * hour),
  ),
  ...pair(
    "LogInsRefused",
    1,
    one('bastide_refused_log_ins{instance="x"}', 21, 5),
    one('bastide_refused_log_ins{instance="x"}', 20, 5),
  ),
  ...pair(
    "ChannelSilent",
    45,
    one('bastide_channel_heard_timestamp_seconds{instance="x"}', 0, 50),
    one('bastide_channel_heard_timestamp_seconds{instance="x"}', 900, 50),
  ),
  {
    alert: "ChannelSilent",
    name: "fires where a host never heard anything",
    series: one('up{job="host",instance="x"}', 1, 20),
    at: 15,
    fires: true,
  },
  ...pair(
    "MessageOld",
    50,
    one('bastide_channel_message_timestamp_seconds{instance="x"}', -35 * 86_400, 50),
    one('bastide_channel_message_timestamp_seconds{instance="x"}', 3600 - 35 * 86_400, 50),
  ),
  ...pair(
    "ChannelIncident",
    9,
    { 'bastide_channel_incidents_total{instance="x"}': "0 0 0 0 0 1 1 1 1 1" },
    one('bastide_channel_incidents_total{instance="x"}', 1, 9),
  ),
  ...pair(
    "AuditOff",
    7,
    one('bastide_audit_enabled{instance="x"}', 0, 9),
    one('bastide_audit_enabled{instance="x"}', 2, 9),
  ),
  ...pair(
    "AuditLost",
    9,
    { 'bastide_audit_lost_total{instance="x"}': "0 0 0 0 0 3 3 3 3 3" },
    one('bastide_audit_lost_total{instance="x"}', 3, 9),
  ),
  ...pair(
    "RootUsed",
    1,
    one('bastide_root_uses{instance="x"}', 1, 5),
    one('bastide_root_uses{instance="x"}', 0, 5),
  ),
  ...pair(
    "CertificateEnds",
    15,
    one('bastide_certificate_end_timestamp_seconds{instance="x",file="host.pem"}', 13 * 86_400, 20),
    one('bastide_certificate_end_timestamp_seconds{instance="x",file="host.pem"}', 15 * 86_400, 20),
  ),
  ...pair(
    "LogsWait",
    7,
    one('bastide_logs_waiting_seconds{instance="x",queue="journal"}', 601, 9),
    one('bastide_logs_waiting_seconds{instance="x",queue="journal"}', 600, 9),
  ),
  {
    alert: "LogsWait",
    name: "fires for a queue that is half full",
    series: {
      'bastide_logs_queue_bytes{instance="x",queue="relayed"}': flat(51, 9),
      'bastide_logs_queue_limit_bytes{instance="x",queue="relayed"}': flat(100, 9),
    },
    at: 7,
    fires: true,
  },
  ...pair(
    "LogsLost",
    9,
    { 'bastide_logs_lost_total{instance="x"}': "0 0 0 0 0 3 3 3 3 3" },
    one('bastide_logs_lost_total{instance="x"}', 3, 9),
  ),
  ...pair(
    "LogsRefused",
    9,
    { 'bastide_logs_refused_total{instance="x"}': "0 0 0 0 0 1 1 1 1 1" },
    one('bastide_logs_refused_total{instance="x"}', 1, 9),
  ),
  ...pair(
    "LogsOverShare",
    9,
    one('bastide_logs_over_share{instance="x",log_class="account"}', 1, 9),
    one('bastide_logs_over_share{instance="x",log_class="account"}', 0, 9),
  ),
  {
    alert: "LogsOverShare",
    name: "fires where copies leave lines out",
    series: { 'bastide_logs_left_out_total{instance="x"}': "0 0 0 0 0 1 1 1 1 1" },
    at: 9,
    fires: true,
  },
  ...pair(
    "RecordingsFull",
    9,
    {
      ...one('bastide_recordings_bytes{instance="x"}', 81, 9),
      ...one('bastide_recordings_limit_bytes{instance="x"}', 100, 9),
    },
    {
      ...one('bastide_recordings_bytes{instance="x"}', 80, 9),
      ...one('bastide_recordings_limit_bytes{instance="x"}', 100, 9),
      ...one('bastide_recordings_removed_total{instance="x"}', 1, 9),
    },
  ),
  {
    alert: "RecordingsFull",
    name: "fires where one was removed",
    series: { 'bastide_recordings_removed_total{instance="x"}': "0 0 0 0 0 1 1 1 1 1" },
    at: 9,
    fires: true,
  },
  ...pair(
    "ConvergeFails",
    35,
    one('bastide_converge_done{instance="x"}', 0, 40),
    one('bastide_converge_done{instance="x"}', 1, 40),
  ),
  ...regionCases,
  ...siteCases,
  ...watchCases,
];

/** Minutes between measures: days of them a minute apart would take promtool minutes. */
const apart = ({ at }: RuleCase): 1 | 30 => (at > 2 * hour ? 30 : 1);

/** The cases as promtool reads them, one file for each distance of measures. Each asks only whether a person is called. */
export const promtoolTests = (
  rules: string,
  wanted: (each: RuleCase) => boolean = () => true,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ([1, 30] as const).map((minutes) => [
      `every-${minutes}.yml`,
      JSON.stringify({
        rule_files: [rules],
        evaluation_interval: `${minutes}m`,
        tests: ruleCases
          .filter((each) => wanted(each) && apart(each) === minutes)
          .map((each) => testOf(each, minutes)),
      }),
    ]),
  );

const testOf = ({ alert, name, series, at, fires }: RuleCase, every: number) => ({
  name: `${alert} ${name}`,
  interval: `${every}m`,
  input_series: Object.entries(series).map(([measure, values]) => ({
    series: measure,
    values:
      typeof values === "string"
        ? values
        : `${values.from}${values.perMinute < 0 ? "-" : "+"}${Math.abs(values.perMinute) * every}x${values.minutes / every}`,
  })),
  promql_expr_test: [
    {
      expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
      eval_time: `${at}m`,
      exp_samples: [{ labels: "{}", value: fires ? 1 : 0 }],
    },
  ],
});
