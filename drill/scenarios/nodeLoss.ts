import { withRole } from "../doors";
import { currentLeader } from "../site/leader";
import { until } from "../wait";
import { defaultsInWords, withPatronisDefaults } from "./patronisDefaults";
import type { Scenario, Stage } from "./scenario";

/** Takes the node that takes writes away, one way or the other, and waits until another one takes them. */
async function takeAway(stage: Stage, how: "lose" | "cut"): Promise<{ from: number }> {
  const { doors, servers, active } = stage;
  const nodes = withRole(servers, "data", active);
  const leader = await currentLeader(doors, nodes);
  const from = stage.now();
  const target = { host: leader.name };
  await stage.strike(how, target);
  await stage.step(
    "hosts",
    "another node takes writes",
    () =>
      until(
        async () => {
          const others = nodes.filter(({ name }) => name !== leader.name);
          return (await currentLeader(doors, others)).name;
        },
        { seconds: 120, everyMs: 300, late: () => "No other node took writes within 120 s." },
      ),
    (name) => name,
  );
  await stage.steady(5);
  await stage.restore(target);
  await stage.whole(active);
  return { from };
}

const scenario = (name: string, about: string, how: "lose" | "cut"): Scenario => ({
  name,
  about,
  takes: ["a second data node"],
  baseline: {
    about: `the same ${defaultsInWords}`,
    play: (stage) => withPatronisDefaults(stage, () => takeAway(stage, how)),
  },
  async play(stage) {
    const { from } = await takeAway(stage, how);
    return {
      from,
      fromWhat: "the fault",
      mostSeconds: 15,
      shareOfBaseline: 0.25,
      notCovered: [
        "The load is small: how long recovery takes with much to replay was not measured.",
        "Clients other than the class's own service may take longer to notice.",
      ],
    };
  },
});

/** The host of the database's primary is off at once. */
export const nodeLoss = scenario(
  "node-loss",
  "The host of the node that takes writes is lost, as by a power failure.",
  "lose",
);

/** The host of the primary is alive, and reaches nobody. */
export const nodePartition = scenario(
  "node-partition",
  "The node that takes writes lives on, and is cut off from everybody.",
  "cut",
);
