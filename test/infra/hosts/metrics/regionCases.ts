import { one, pair, type RuleCase } from "./ruleCase";

/** A region that takes writes (1) or follows (0), before a minute and from it on. */
const moved = (before: number, after: number, minute: number): RuleCase["series"] => ({
  'patroni_primary{instance="x"}': `${before}x${minute - 1} ${after}x20`,
  'patroni_standby_leader{instance="x"}': `${1 - before}x${minute - 1} ${1 - after}x20`,
});
const commits = (waitFor: number, followers: number) => ({
  ...one('bastide_commits_wait_for{instance="x"}', waitFor, 9),
  ...one('bastide_commits_followers{instance="x"}', followers, 9),
});

/** Rules about who takes writes: nodes that were fenced, regions that change places, commits that wait. */
export const regionCases: readonly RuleCase[] = [
  ...pair(
    "NodeFenced",
    3,
    one('bastide_fences{instance="x"}', 1, 9),
    one('bastide_fences{instance="x"}', 0, 9),
  ),
  {
    alert: "NodeFenced",
    name: "is quiet where the lost node was only slow",
    series: { 'bastide_fences{instance="x"}': "0 0 1 0 0 0" },
    at: 2,
    fires: false,
  },
  ...pair("RegionMoved", 15, moved(0, 1, 12), moved(1, 1, 12)),
  {
    alert: "RegionMoved",
    name: "fires in the region whose place was taken",
    series: moved(1, 0, 12),
    at: 15,
    fires: true,
  },
  {
    alert: "RegionMoved",
    name: "is quiet in one that has come back, which the other tells of",
    series: {
      'patroni_primary{instance="x"}': "1 1 _x20 0x9",
      'patroni_standby_leader{instance="x"}': "0 0 _x20 1x9",
    },
    at: 26,
    fires: false,
  },
  { alert: "RegionMoved", name: "ends after ten minutes", series: moved(0, 1, 12), at: 24, fires: false },
  ...pair("CommitsWait", 3, commits(2, 1), commits(2, 2)),
  {
    alert: "CommitsWait",
    name: "is quiet where commits wait for nobody",
    series: commits(0, 0),
    at: 3,
    fires: false,
  },
];
