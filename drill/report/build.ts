import { withRole } from "../doors";
import { timelineOf } from "../ledger/timeline";
import type { Measured } from "../run";
import type { Scenario } from "../scenarios/scenario";
import type { Verdict } from "../verdict";
import type { DrillEvidence } from "./schema";

/** What the drill itself can't know. */
export interface Circumstances {
  readonly stack: string;
  readonly dataClass: string;
  readonly where: string;
  readonly by: string;
  readonly approval: DrillEvidence["approval"];
}

/** A measure that JSON can't hold: nothing was ever answered. */
const finite = (value: number): number => (Number.isFinite(value) ? value : 1e9);

/** The evidence of a drill, from what it measured and how that was judged. */
export function buildEvidence(
  scenario: Pick<Scenario, "name" | "about">,
  circumstances: Circumstances,
  measured: Measured,
  verdict: Verdict,
): DrillEvidence {
  const { before, notes, played, baseline, checksums } = measured;
  const { judgement } = verdict;
  const { widthSeconds, buckets } = timelineOf(verdict.attempts, {
    origin: measured.startedAt.getTime() / 1000,
  });
  const first = <T>(list: readonly T[]): T[] => list.slice(0, 100);
  const { lost, ghosts, duplicated, reordered, foreign } = judgement;
  return {
    version: 1,
    ...{ scenario: scenario.name, about: scenario.about, ...circumstances },
    startedAt: measured.startedAt.toISOString(),
    endedAt: measured.endedAt.toISOString(),
    versions: measured.versions,
    configuration: measured.configuration,
    before: {
      active: before.active,
      leader: before.leader.name,
      members: [...before.members],
      lagBytes: measured.lagBytes,
    },
    steps: notes.steps,
    faults: notes.faults,
    load: {
      clients: withRole(before.servers, "service").map(({ name, region }) => ({ host: name, region })),
      acknowledged: judgement.acknowledged,
      failed: judgement.failed,
      unknown: judgement.unknown,
      readsAnswered: judgement.readsAnswered,
      readsFailed: judgement.readsFailed,
    },
    timeline: { widthSeconds, buckets: [...buckets] },
    verdict: {
      lost: lost.length,
      ghosts: ghosts.length,
      duplicated: duplicated.length,
      reordered: reordered.length,
      foreign: foreign.length,
      unknownPresent: judgement.unknownPresent.length,
      unknownAbsent: judgement.unknownAbsent.length,
      entries: {
        lost: first(lost),
        ghosts: first(ghosts),
        duplicated: first(duplicated),
        reordered: first(reordered),
        foreign: first(foreign),
      },
      checksum: checksums,
    },
    outages: { countedFrom: played.fromWhat, ...verdict.outages },
    openTogetherSeconds: verdict.overlapSeconds,
    baseline: baseline === null ? null : { about: baseline.about, writesSeconds: verdict.baselineSeconds },
    objectives: verdict.objectives.map((one) => ({ ...one, measured: finite(one.measured) })),
    notCovered: [...played.notCovered],
    met: verdict.met,
  };
}
