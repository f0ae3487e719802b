import { failover } from "../runbook/failover";
import { handOver, welcomeBack } from "../runbook/handOver";
import { replicationDelay } from "../site/delay";
import { regionState } from "../site/region";
import type { Played, Scenario, Stage } from "./scenario";
import { standbyOf } from "./standbyOf";

/** What may be gone with a region: what it acknowledged after the other one last heard of it. */
const because = "the other region gets writes after they were acknowledged";

interface Way {
  readonly fault: "lose" | "cut";
  /** Most seconds from the person's go to the first write; null where Linode's pace decides. */
  readonly mostSeconds: number | null;
}

/** Takes the active region away, has the next one take writes, welcomes the first one back and gives it its place again. */
async function takeAway(stage: Stage, { fault, mostSeconds }: Way): Promise<Played> {
  const { doors, servers, dataClass, active, step } = stage;
  const to = standbyOf(stage);
  const delay = await step(
    "drill",
    `how far ${to} is behind`,
    () => replicationDelay(doors, servers, to),
    (seconds) => `${(seconds * 1000).toFixed(0)} ms`,
  );
  const { strict } = await step(
    "drill",
    "whether commits wait for both regions",
    () => regionState(doors, servers, active),
    (state) => (state.strict ? "they do: nothing may be lost" : "they don't"),
  );
  const struckAt = stage.now();
  await stage.strike(fault, { region: active });
  const finishedAt = stage.now();
  await stage.steady(3);
  await stage.ask(`${active} is ${fault === "lose" ? "lost" : "cut off"}: ${to} takes writes`);
  const go = stage.now();
  const request = { doors, servers, dataClass, step };
  const isLost = fault === "lose";
  const { fencedAt } = await stage.moving({ command: "failover", to, isLost }, () =>
    failover({ ...request, to, isLost }),
  );
  await stage.steady(10);
  await stage.restore({ region: active });
  await welcomeBack({ ...request, to: active });
  const until = stage.now();
  await stage.moving({ command: "failback", to: active, isLost: false }, () =>
    handOver({ ...request, from: to, to: active }),
  );
  return {
    from: go,
    until,
    fromWhat: "the person's go",
    mostSeconds,
    shareOfBaseline: null,
    mayLose: strict
      ? []
      : [
          {
            from: struckAt - delay,
            // One that is cut off goes on for its own clients until it is fenced.
            until: fault === "lose" ? finishedAt : (fencedAt ?? go),
            because,
          },
        ],
    movedTo: to,
    notCovered: [
      "How long a person takes to see that a region is lost, and to say so.",
      "How long clients' resolvers keep the old address: the record's time to live.",
      ...(isLost && doors.unable?.loseBuckets !== undefined
        ? ["Its buckets, and Linode's API for it: they were there all the time."]
        : []),
    ],
  };
}

/** A whole region is off at once, and Linode's API has nothing to say of it. */
export const regionLoss: Scenario = {
  name: "region-loss",
  takes: ["a region that follows"],
  about: "The region that takes writes is lost, its servers, buckets and Linode's API for it at once.",
  play: (stage) => takeAway(stage, { fault: "lose", mostSeconds: 5 }),
};

/** A region lives on, and reaches nobody outside. */
export const regionPartition: Scenario = {
  name: "region-partition",
  takes: ["a region that follows"],
  about: "The region that takes writes lives on, and is cut off from everybody outside.",
  play: (stage) => takeAway(stage, { fault: "cut", mostSeconds: null }),
};
