import type { DrillEvidence } from "./schema";

/** `10.8 s`. */
export const seconds = (value: number): string => `${value.toFixed(1)} s`;

/** Whether the objectives were reached, in a sentence. */
export const headline = ({ scenario, dataClass, met, objectives }: DrillEvidence): string => {
  const missed = objectives.filter((one) => !one.met);
  return met
    ? `${scenario} of ${dataClass}: every objective was reached.`
    : `${scenario} of ${dataClass}: ${missed.length} of ${objectives.length} objectives missed: ${missed.map(({ name }) => name).join("; ")}.`;
};

const writes = (count: number): string => (count === 1 ? "1 write" : `${count} writes`);

/** What became of the data and of the service, a sentence each. */
export function findings({ verdict, outages, load, openTogetherSeconds, baseline }: DrillEvidence): string[] {
  const { lost, ghosts, duplicated, reordered, foreign, unknownPresent, unknownAbsent, checksum } = verdict;
  const away = (what: string, outage: DrillEvidence["outages"]["writes"]): string =>
    outage === null
      ? `Nothing was attempted after ${outages.countedFrom}.`
      : `After ${outages.countedFrom}, the longest time without ${what} was ${seconds(outage.seconds)}.`;
  return [
    lost === 0
      ? `None of ${load.acknowledged} acknowledged writes was lost.`
      : `${writes(lost)} of ${load.acknowledged} that were acknowledged ${lost === 1 ? "is" : "are"} lost.`,
    ghosts === 0
      ? "Nothing that the client was refused is there."
      : `${writes(ghosts)} that the client was refused ${ghosts === 1 ? "is" : "are"} there.`,
    `Of ${writes(load.unknown)} without an answer, ${unknownPresent} ${unknownPresent === 1 ? "is" : "are"} there and ${unknownAbsent} not: either is right.`,
    duplicated + reordered === 0
      ? "Nothing is there twice or in another order."
      : `${writes(duplicated)} there twice, ${reordered} in another order.`,
    ...(foreign === 0 ? [] : [`${writes(foreign)} in no ledger: sent while a client ended, or by nobody.`]),
    checksum.before === checksum.after
      ? "All that the load doesn't write is as it was."
      : "What the load doesn't write has changed meanwhile: by the class's own use, or else it is damaged.",
    away("an acknowledged write", outages.writes),
    away("an answered read", outages.reads),
    openTogetherSeconds === 0
      ? "No two nodes were seen open at the same time."
      : `Two nodes were seen open together for ${seconds(openTogetherSeconds)}; what the older one wrote then was acknowledged to nobody, or it would be missing above.`,
    ...(baseline?.writesSeconds == null
      ? []
      : [`For comparison, ${baseline.about}: ${seconds(baseline.writesSeconds)}.`]),
  ];
}
