import type { DrillEvidence } from "../../../drill/report/schema";

/** A drill in which everything was as it should be; `changes` breaks one thing of it. */
export const evidenceOf = (changes: Partial<DrillEvidence> = {}): DrillEvidence => ({
  version: 1,
  ...{ scenario: "node-loss", about: "The host of the node that takes writes is lost.", stack: "prod" },
  ...{ dataClass: "account", where: "the local cloud of this machine", by: "amara" },
  ...{ startedAt: "2026-11-26T13:00:00.000Z", endedAt: "2026-11-26T13:02:00.000Z" },
  versions: { patroni: "4.0.7" },
  configuration: { patroni: "ttl: 20" },
  approval: { ticket: "CHG-2041", author: "bjarne", approver: "amara", date: "2026-11-20" },
  before: {
    active: "fr-par",
    leader: "account-fr-par-data-1",
    members: [
      {
        name: "account-fr-par-data-1",
        region: "fr-par",
        role: "Leader",
        state: "running",
        timeline: 1,
        lagBytes: null,
      },
    ],
    lagBytes: 0,
  },
  steps: [
    {
      name: "load",
      by: "drill",
      startedAt: "2026-11-26T13:00:01.000Z",
      seconds: 5,
      result: "done",
      said: "",
    },
  ],
  faults: [{ at: "2026-11-26T13:00:10.000Z", what: "lost", target: "account-fr-par-data-1" }],
  load: {
    clients: [{ host: "account-fr-par-service-1", region: "fr-par" }],
    ...{ acknowledged: 100, failed: 2, unknown: 1, readsAnswered: 50, readsFailed: 0 },
  },
  timeline: {
    widthSeconds: 1,
    buckets: Array.from({ length: 20 }, (_, at) => ({
      at,
      acknowledged: at >= 10 && at < 16 ? 0 : 7,
      failed: at === 12 ? 2 : 0,
      unknown: at === 10 ? 1 : 0,
      ...{ readsAnswered: 3, readsFailed: 0 },
    })),
  },
  verdict: {
    ...{ lost: 0, ghosts: 0, duplicated: 0, reordered: 0, foreign: 0, unknownPresent: 0, unknownAbsent: 1 },
    entries: { lost: [], ghosts: [], duplicated: [], reordered: [], foreign: [] },
    checksum: { before: "a", after: "a" },
  },
  outages: {
    countedFrom: "the fault",
    writes: { seconds: 6, from: 1_795_698_010, to: 1_795_698_016 },
    reads: { seconds: 0.2, from: 1_795_698_010, to: 1_795_698_010.2 },
  },
  openTogetherSeconds: 0,
  baseline: { about: "with Patroni's defaults", writesSeconds: 40 },
  objectives: [{ name: "acknowledged writes lost", unit: "writes", objective: 0, measured: 0, met: true }],
  notCovered: ["Much to replay."],
  met: true,
  ...changes,
});
