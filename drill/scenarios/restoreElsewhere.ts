import { withRole } from "../doors";
import { deviationFrom, recoveryPoint } from "../ledger/restored";
import { attemptsNow } from "../load/attempts";
import { checksum, rowsOf } from "../load/table";
import { makeCopy } from "../site/copy";
import { currentLeader } from "../site/leader";
import { loseBuckets } from "./loseBuckets";
import type { Scenario } from "./scenario";
import { standbyOf } from "./standbyOf";

/** The log is handed to the archive every 60 s (`archive_timeout`), which takes some seconds. */
export const mostOld = 65;
/** Longer than that, so that what the load has written is in the archive in part. */
const loadSeconds = 75;

/** Nothing is left of the active region but what it had put elsewhere. */
export const restoreElsewhere: Scenario = {
  name: "restore-elsewhere",
  takes: ["a region that follows"],
  needs: ["loseBuckets"],
  about:
    "The active region and its buckets are out of reach; the database is restored in the other region from that one's bucket alone, and compared with the ledger.",
  async play(stage) {
    const { doors, servers, active, step } = stage;
    const there = standbyOf(stage);
    const host = withRole(servers, "data", there).at(-1)?.name;
    if (host === undefined) throw new Error(`There is no data node in ${there}.`);
    await stage.steady(loadSeconds);
    const from = stage.now();
    await stage.strike("cut", { region: active });
    const mend = await loseBuckets(stage);
    const began = stage.now();
    const { rows, sum } = await step(
      "person",
      `a copy on ${host} from the bucket of ${there}`,
      async () => {
        const copy = await makeCopy(stage, { host, moment: "end", bucket: 1 });
        const found = { rows: await copy.rows(), sum: await copy.checksum(), seconds: copy.seconds };
        await copy.remove();
        return found;
      },
      (made) => `${made.rows.length} rows, made in ${made.seconds.toFixed(1)} s, and read to the end`,
    );
    const recovery = stage.now() - began;
    await mend();
    await stage.restore({ region: active });
    await stage.whole(active, 300);
    const attempts = await attemptsNow(doors, servers);
    const leader = await currentLeader(doors, withRole(servers, "data", active));
    const point = await step(
      "drill",
      "the copy is compared with the ledger",
      async () => recoveryPoint(from, attempts, rows, await rowsOf(doors, leader.name)),
      ({ seconds, lost, acknowledged }) =>
        `${lost} of ${acknowledged} writes until the loss are not in it, the first ${seconds.toFixed(1)} s before it`,
    );
    const same = (await checksum(doors, leader.name)) === sum;
    return {
      ...{ from, fromWhat: "the fault", mostSeconds: null, shareOfBaseline: null },
      objectives: [
        {
          ...{ name: "recovery point: age of the other region's backup", unit: "s" },
          ...{ objective: mostOld, measured: point.seconds },
        },
        {
          name: "recovery time: until the copy was read to the end",
          ...{ unit: "s", objective: 300, measured: recovery },
        },
        {
          ...{ name: "tables of the copy that differ", unit: "checksums" },
          ...{ objective: 0, measured: same ? 0 : 1 },
        },
        {
          ...{ name: "rows of the copy that nobody sent, or that are there twice", unit: "rows" },
          ...{ objective: 0, measured: deviationFrom(from, attempts, rows).strange },
        },
      ],
      notCovered: [
        "The copy was compared, and not put in the database's place.",
        "A large database: a copy takes as long as it takes to fetch and to replay.",
        "The other region's own database: it follows by replication, and was not touched.",
      ],
    };
  },
};
