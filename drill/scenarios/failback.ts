import { handOver, welcomeBack } from "../runbook/handOver";
import type { Scenario } from "./scenario";
import { standbyOf } from "./standbyOf";

/** Both regions are there, and change places twice. */
export const failback: Scenario = {
  name: "failback",
  takes: ["a region that follows"],
  about:
    "The region that follows takes writes while both are there, as after a disaster that is over, and gives them back.",
  async play(stage) {
    const { doors, servers, dataClass, active, step } = stage;
    const to = standbyOf(stage);
    await stage.ask(`${to} takes writes in ${active}'s place`);
    const from = stage.now();
    const request = { doors, servers, dataClass, step };
    await stage.moving({ command: "failback", to, isLost: false }, () =>
      handOver({ ...request, from: active, to }),
    );
    const until = stage.now();
    await welcomeBack({ ...request, to: active });
    await stage.steady(3);
    await stage.moving({ command: "failback", to: active, isLost: false }, () =>
      handOver({ ...request, from: to, to: active }),
    );
    return {
      ...{ from, until, fromWhat: "the person's go", mostSeconds: 15, shareOfBaseline: null, movedTo: to },
      notCovered: ["How long clients' resolvers keep the old address: the record's time to live."],
    };
  },
};
