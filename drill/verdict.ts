import { withRole } from "./doors";
import { type Judgement, judge, keyOf } from "./ledger/judge";
import { acknowledgedByBoth } from "./ledger/moved";
import { longestOutage, type Outage } from "./ledger/outages";
import { type Attempt, parseLedger } from "./ledger/parse";
import type { Measured } from "./run";
import type { Objective } from "./scenarios/scenario";
import { overlapSeconds } from "./site/watch";

/** An objective, and whether it was reached. */
export interface Judged extends Objective {
  readonly met: boolean;
}

/** What a drill has shown. */
export interface Verdict {
  readonly attempts: readonly Attempt[];
  readonly judgement: Judgement;
  /** From the moment that the scenario counts from; null where nothing was attempted after it. */
  readonly outages: { readonly writes: Outage | null; readonly reads: Outage | null };
  /** Seconds in which two nodes were seen open at once, from that moment on. That neither acknowledged what the other didn't is the ledger's to show. */
  readonly overlapSeconds: number;
  /** The same with what Patroni brings, in seconds without an acknowledged write; null where it was not measured. */
  readonly baselineSeconds: number | null;
  readonly objectives: readonly Judged[];
  /** Whether every objective was reached. */
  readonly met: boolean;
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** How many acknowledged writes may be lost, and are: where some may, only of those that were acknowledged in those times. */
function lossObjectives(
  { mayLose = [] }: Measured["played"],
  attempts: readonly Attempt[],
  { lost }: Judgement,
): readonly (readonly [name: string, most: number, measured: number])[] {
  if (mayLose.length === 0) return [["acknowledged writes lost", 0, lost.length]];
  const times = mayLose.map(({ from, until, because }) => {
    const inTime = attempts.filter(
      ({ kind, outcome, end }) => kind === "write" && outcome === "ok" && end >= from && end <= until,
    );
    return { because, known: new Set(inTime.map(keyOf)) };
  });
  return [
    ...times.map(
      ({ because, known }) =>
        [
          `acknowledged writes lost, as ${because}`,
          known.size,
          lost.filter((one) => known.has(keyOf(one))).length,
        ] as const,
    ),
    [
      "acknowledged writes lost of any other time",
      0,
      lost.filter((one) => !times.some(({ known }) => known.has(keyOf(one)))).length,
    ],
  ];
}

/** What a verdict rests on. */
export type Judgeable = Pick<
  Measured,
  "ledgers" | "rows" | "played" | "baseline" | "checksums" | "looks" | "notWhole" | "left"
> & { readonly before: Pick<Measured["before"], "servers"> };

/** Judges what a drill has measured. Throws BadLedger where a ledger can't be believed. */
export function verdictOf({
  ledgers,
  rows,
  played,
  baseline,
  checksums,
  looks,
  notWhole,
  left,
  before,
}: Judgeable): Verdict {
  const attempts = ledgers.flatMap(parseLedger);
  const judgement = judge(attempts, rows);
  const { from, until } = played;
  const time = until === undefined ? { from } : { from, to: until };
  const outages = {
    writes: longestOutage(attempts, time),
    reads: longestOutage(attempts, { ...time, kind: "read" }),
  };
  const baselineOutage =
    baseline === null ? null : longestOutage(attempts, { from: baseline.from, to: baseline.to });
  const baselineSeconds = baselineOutage === null ? null : round(baselineOutage.seconds);
  const writes = outages.writes === null ? Number.POSITIVE_INFINITY : round(outages.writes.seconds);
  const objective = (name: string, unit: string, most: number, measured: number): Judged => ({
    ...{ name, unit, objective: most, measured, met: measured <= most },
  });
  const objectives = [
    ...lossObjectives(played, attempts, judgement).map(([name, most, measured]) =>
      objective(name, "writes", most, measured),
    ),
    objective("writes present twice", "writes", 0, judgement.duplicated.length),
    objective("writes in another order", "writes", 0, judgement.reordered.length),
    objective("writes present that the client was refused", "writes", 0, judgement.ghosts.length),
    objective("tables that changed besides", "checksums", 0, checksums.before === checksums.after ? 0 : 1),
    objective("regions that do not follow as a whole after it", "regions", 0, notWhole.length),
    objective("things of the drill that could not be taken away", "things", 0, left.length),
    ...(played.movedTo === undefined
      ? []
      : [
          objective(
            "writes acknowledged by two regions at once",
            "writes",
            0,
            acknowledgedByBoth(attempts, {
              to: new Set(withRole(before.servers, "service", played.movedTo).map(({ name }) => name)),
              from,
              until: until ?? Number.POSITIVE_INFINITY,
            }),
          ),
        ]),
    ...(played.mostSeconds === null
      ? []
      : [objective(`writes away after ${played.fromWhat}`, "s", played.mostSeconds, writes)]),
    ...(played.shareOfBaseline === null || baselineSeconds === null
      ? []
      : [
          objective(
            `writes away, as a share of Patroni's default in the same run`,
            "of it",
            played.shareOfBaseline,
            round(writes / baselineSeconds),
          ),
        ]),
    ...(played.objectives ?? []).map((one) => objective(one.name, one.unit, one.objective, one.measured)),
  ];
  return {
    ...{ attempts, judgement, outages, baselineSeconds, objectives },
    overlapSeconds: round(
      overlapSeconds(
        looks.map((all) => all.filter(({ at }) => at >= from && at <= (until ?? Number.POSITIVE_INFINITY))),
      ),
    ),
    met: objectives.every(({ met }) => met),
  };
}
