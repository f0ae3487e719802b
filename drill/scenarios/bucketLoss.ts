import { type Doors, withRole } from "../doors";
import { deviationFrom, recoveryPoint } from "../ledger/restored";
import { attemptsNow } from "../load/attempts";
import { rowsOf } from "../load/table";
import { lastInBucket, waitingLog } from "../site/archive";
import { makeCopy } from "../site/copy";
import { currentLeader } from "../site/leader";
import { until } from "../wait";
import { loseBuckets } from "./loseBuckets";
import { nodeBeside } from "./nodeBeside";
import { mostOld } from "./restoreElsewhere";
import type { Scenario } from "./scenario";

/** Longer than the archive's own time, so that at least one piece of the log has to wait. */
const awaySeconds = 75;
/** The archiver tries again after a minute, and what has just failed once more after that. */
const mostCatchUp = 180;

/** Waits until nothing waits any more and both buckets have a piece. Gives how many seconds that took. */
async function caughtUpInBoth(
  doors: Pick<Doors, "shell">,
  leader: string,
  dataClass: string,
  piece: string,
): Promise<number> {
  const began = Date.now();
  await until(
    async () => {
      const { last } = await waitingLog(doors, leader);
      if (last !== "" && last <= piece) return undefined;
      const ends = await Promise.all([1, 2].map((bucket) => lastInBucket(doors, leader, dataClass, bucket)));
      return ends.every((end) => end >= piece) ? true : undefined;
    },
    { seconds: 300, everyMs: 1000, late: () => `The archive had not caught up to ${piece} within 300 s.` },
  );
  return (Date.now() - began) / 1000;
}

/** One place of the backups is lost, and the other one is not. */
export const bucketLoss: Scenario = {
  name: "bucket-loss",
  takes: ["a second data node"],
  needs: ["loseBuckets"],
  about: `The buckets of the active region answer nobody for some ${awaySeconds + 15} s; the database is restored from the other region's, and the archive catches up.`,
  async play(stage) {
    const { doors, servers, dataClass, active, step } = stage;
    const leader = await currentLeader(doors, withRole(servers, "data", active));
    const beside = nodeBeside(stage, leader);
    const from = stage.now();
    const mend = await loseBuckets(stage);
    await stage.steady(awaySeconds);
    const asked = stage.now();
    const { rows, seconds } = await step(
      "person",
      `a copy on ${beside.name} from the other region's bucket`,
      async () => {
        const copy = await makeCopy(stage, { host: beside.name, moment: "end", bucket: 2 });
        const found = { rows: await copy.rows(), seconds: copy.seconds };
        await copy.remove();
        return found;
      },
      (made) => `${made.rows.length} rows, made in ${made.seconds.toFixed(1)} s`,
    );
    const attempts = await attemptsNow(doors, servers);
    const point = recoveryPoint(asked, attempts, rows, await rowsOf(doors, leader.name));
    const waiting = await step(
      "drill",
      "how far the archive is behind",
      () => waitingLog(doors, leader.name),
      (one) => `${one.pieces} pieces of the log wait, the oldest for ${one.seconds.toFixed(1)} s`,
    );
    await mend();
    const catchUp = await step(
      "hosts",
      "the archive has caught up in both buckets",
      () => caughtUpInBoth(doors, leader.name, dataClass, waiting.last),
      (took) => `${took.toFixed(1)} s, to ${waiting.last}`,
    );
    return {
      ...{ from, fromWhat: "the fault", mostSeconds: 2, shareOfBaseline: null },
      objectives: [
        {
          ...{ name: "pieces of the log that did not have to wait for the bucket", unit: "pieces" },
          ...{ objective: 0, measured: waiting.pieces === 0 ? 1 : 0 },
        },
        {
          ...{ name: "age of the other region's backup while the bucket was away", unit: "s" },
          ...{ objective: mostOld, measured: point.seconds },
        },
        {
          ...{ name: "rows of the copy that nobody sent, or that are there twice", unit: "rows" },
          ...{ objective: 0, measured: deviationFrom(asked, attempts, rows).strange },
        },
        { name: "making the copy", unit: "s", objective: 300, measured: seconds },
        {
          ...{ name: "until both buckets had all of the log again", unit: "s" },
          ...{ objective: mostCatchUp, measured: catchUp },
        },
      ],
      notCovered: [
        "A bucket that is away for longer than the volume has room for logs that wait.",
        "A bucket that comes back empty, or not at all.",
      ],
    };
  },
};
