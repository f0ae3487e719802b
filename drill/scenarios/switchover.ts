import { withRole } from "../doors";
import { type Answer, isAnswered, startCustomer } from "../load/endpoint";
import { currentLeader } from "../site/leader";
import { patronictl } from "../site/members";
import { site } from "../site/region";
import { defaultsInWords, withPatronisDefaults } from "./patronisDefaults";
import type { Scenario, Stage } from "./scenario";

/** The service has a request wait for so long for a database that hands over (docs/adr/20261125-a-published-endpoint.md). */
const patienceSeconds = 15;

const said = (answers: readonly Answer[]): string => {
  const failures = new Set(
    answers.filter((one) => !isAnswered(one)).map(({ kind, status }) => `${kind} ${status}`),
  );
  return `${answers.length} requests${failures.size === 0 ? "" : `; failed: ${[...failures].join(", ")}`}`;
};

/** The node that takes writes hands over, one way or the other; the region is whole afterwards. */
async function handOver(
  stage: Stage,
  how: (leader: string) => Promise<string>,
): Promise<{ readonly from: number }> {
  const { doors, servers, active } = stage;
  const leader = await currentLeader(doors, withRole(servers, "data", active));
  const from = stage.now();
  await stage.step(
    "drill",
    `${leader.name} hands over`,
    () => how(leader.name),
    (text) => text,
  );
  await stage.steady(5);
  await stage.whole(active);
  return { from };
}

/** A node hands over on purpose, as it does before a reboot, while customers use the class's endpoint. */
export const switchover: Scenario = {
  name: "switchover",
  takes: ["a second data node"],
  about: "The node that takes writes hands over to another one of its region, as before a reboot.",
  baseline: {
    about: `\`patronictl switchover\` ${defaultsInWords}`,
    play: (stage) =>
      withPatronisDefaults(stage, () =>
        handOver(stage, async (leader) => {
          await patronictl(stage.doors, leader, `switchover --leader ${leader} --force`);
          return "by Patroni's own command";
        }),
      ),
  },
  async play(stage) {
    const customer = await stage.step("drill", "a customer uses the class's endpoint", async () => {
      const started = await startCustomer(stage);
      await stage.steady(5);
      return started;
    });
    const { from } = await handOver(stage, (leader) => site(stage.doors, leader, "switch", 120));
    const answers = await stage.step("drill", "the customer leaves", () => customer.leave(), said);
    const failed = answers.filter((one) => !isAnswered(one));
    return {
      ...{ from, fromWhat: "the hand-over", mostSeconds: 5, shareOfBaseline: 0.6 },
      objectives: [
        {
          name: "requests of a customer at the class's endpoint that failed",
          unit: "requests",
          objective: 0,
          measured: failed.length,
        },
        {
          name: "longest wait of a customer at the class's endpoint",
          unit: "s",
          objective: patienceSeconds,
          measured: Math.max(...answers.map(({ start, end }) => end - start)),
        },
      ],
      notCovered: [
        "An export that is on its way breaks off, and is asked for again: the customer makes none.",
        "A program of your own in the service's place has to do as much: docs/guide/your-own-service.md.",
      ],
    };
  },
};
