import { withRole } from "../doors";
import { type Deviation, deviationFrom } from "../ledger/restored";
import { attemptsNow } from "../load/attempts";
import { rowsOf } from "../load/table";
import { randomFrom } from "../random";
import { archiveCaughtUp } from "../site/archive";
import { bringTableBack, makeCopy, momentText } from "../site/copy";
import { currentLeader } from "../site/leader";
import { sql } from "../site/sql";
import { nodeBeside } from "./nodeBeside";
import type { Scenario } from "./scenario";

/** How long the load goes on before the table is dropped: moments are of this time. */
const loadSeconds = 30;

/** A person's mistake, found only afterwards. */
export const pointInTimeRestore: Scenario = {
  name: "point-in-time-restore",
  takes: ["a second data node"],
  about:
    "Somebody drops the table that the load writes; copies are made of moments before that, compared with the ledger, and the rows of the last one brought back.",
  async play(stage) {
    const { doors, servers, active, step } = stage;
    const nodes = withRole(servers, "data", active);
    const began = stage.now();
    await stage.steady(loadSeconds);
    const leader = await currentLeader(doors, nodes);
    const beside = nodeBeside(stage, leader);
    const from = stage.now();
    const there = await rowsOf(doors, leader.name);
    const mend = await stage.breakWith({
      ...{ what: "dropped", target: "the table bastide_drill.writes" },
      break: () => sql(doors, leader.name, "DROP TABLE bastide_drill.writes"),
      // It is the drill's own, and goes with the drill.
      mend: [],
    });
    const dropped = stage.now();
    const random = randomFrom(stage.seed);
    const moments = await step(
      "drill",
      `moments are drawn from the seed ${stage.seed}`,
      async () =>
        Array.from({ length: stage.moments }, () => began + random() * (from - began)).sort((a, b) => a - b),
      (all) => all.map(momentText).join(", "),
    );
    const newest = moments.at(-1);
    if (newest === undefined) throw new Error("No moment is asked for.");
    await step("hosts", "the log until then is in the archive", () => archiveCaughtUp(doors, leader.name));
    const attempts = await attemptsNow(doors, servers);
    const deviations: Deviation[] = [];
    for (const [index, moment] of moments.entries()) {
      const bucket = 1 + (index % 2);
      const found = await step(
        "drill",
        `${momentText(moment)} on ${beside.name} from bucket ${bucket}`,
        async () => {
          const each = await makeCopy(stage, { host: beside.name, moment, bucket });
          const deviation = deviationFrom(moment, attempts, await each.rows(), there);
          await each.remove();
          return { ...deviation, seconds: each.seconds };
        },
        ({ milliseconds, absent, early, before, after, seconds }) =>
          `${milliseconds} ms off: ${absent} of ${before} writes before it absent, ${early} of ${after} after it there; made in ${seconds.toFixed(1)} s`,
      );
      deviations.push(found);
    }
    const copy = await step(
      "person",
      `${momentText(newest)} on ${leader.name}, which takes writes`,
      () => makeCopy(stage, { host: leader.name, moment: newest, bucket: 1 }),
      ({ seconds }) => `made in ${seconds.toFixed(1)} s`,
    );
    await mend(() => bringTableBack(doors, leader.name));
    await copy.remove();
    const most = (what: "milliseconds" | "strange"): number =>
      Math.max(...deviations.map((one) => one[what]));
    return {
      ...{ from, fromWhat: "the drop", mostSeconds: null, shareOfBaseline: null },
      // A second, as the clocks of clients and of the database may differ by some of it.
      mayLose: [
        { from: newest - 1, until: dropped, because: "they came between the last moment and the drop" },
      ],
      objectives: [
        {
          ...{ name: `deviation of a copy from its moment, the largest of ${moments.length}`, unit: "ms" },
          ...{ objective: 1000, measured: most("milliseconds") },
        },
        {
          ...{ name: "rows of copies that nobody sent, or that are there twice", unit: "rows" },
          ...{ objective: 0, measured: most("strange") },
        },
      ],
      notCovered: [
        "How long a person takes to see what is missing, and to find the moment.",
        "A large database: a copy takes as long as it takes to fetch and to replay.",
        "Moments before the drill: they have no ledger to compare with.",
      ],
    };
  },
};
